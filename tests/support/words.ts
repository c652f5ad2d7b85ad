// The words of the interface, from the same files as the app: a better word breaks no test.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Language = 'fi' | 'sv' | 'en';
export const LANGUAGES: readonly Language[] = ['fi', 'sv', 'en'];

type Plural = { one: string; other: string };
type Words = Record<string, Record<string, string | Plural>>;

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../locales');

function read(language: Language): Words {
  const files = readdirSync(join(folder, language)).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(
    files.map((file) => [file.slice(0, -5), JSON.parse(readFileSync(join(folder, language, file), 'utf8'))]),
  );
}

const all: Record<Language, Words> = { fi: read('fi'), sv: read('sv'), en: read('en') };

function find(language: Language, key: string): string | Plural {
  const [feature, name] = key.split('.');
  const word = all[language][feature]?.[name];
  if (word === undefined) throw new Error(`no word ${key} in locales/${language}`);
  return word;
}

/** A phrase with its values: `t('libraries.staffed_until', { time: '20:00' })`. */
export function t(key: string, values: Record<string, string | number> = {}, language: Language = 'fi'): string {
  const word = find(language, key);
  const text = typeof word === 'string' ? word : values.count === 1 ? word.one : word.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? `{${name}}`));
}

/** A phrase whatever its values are, in either number. */
export function anyOf(key: string, language: Language = 'fi'): RegExp {
  const word = find(language, key);
  const forms = typeof word === 'string' ? [word] : [word.one, word.other];
  const escaped = forms.map((form) => form.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '.+'));
  return new RegExp(escaped.join('|'));
}
