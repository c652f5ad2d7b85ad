// Bundles style sheets: node tools/css.mjs ENTRY.css OUT.css [ENTRY2.css OUT2.css …]
// One file each, minified; `hds-core/…` imports come from node_modules.
import { bundleAsync, transform } from "lightningcss";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

const version = (major, minor = 0) => (major << 16) | (minor << 8);
const targets = { safari: version(14), ios_saf: version(14), chrome: version(90), firefox: version(90) };

// HDS variants and helpers no page of ours uses. Starting to use one: delete its line.
const unused = [
  "text-body", "text-medium", "text-bold", "text-xl", "text-lg", "text-md", "text-sm", "subtitle", "helper-text",
  "heading-xxl", "heading-xl", "heading-xl-mobile", "heading-l", "heading-m", "heading-s", "heading-xs", "heading-xxs",
  "visually-hidden", "button-reset", "button", "fadeIn",
  "hds-button--theme-coat", "hds-button--theme-black", "hds-button--clear", "hds-button--success",
  "hds-icon", "hds-icon--size-xs", "hds-icon--size-s", "hds-icon--size-m", "hds-icon--size-l", "hds-icon--size-xl",
  ...["alert-circle-fill", "check-circle-fill", "error-fill", "info-circle-fill"].flatMap((name) =>
    [`hds-icon--${name}`, `hds-icon-start--${name}`, `hds-icon-end--${name}`]),
  ...["top-left", "top-center", "top-right", "bottom-left", "bottom-center", "bottom-right", "small", "large", "box-shadow"]
    .map((name) => `hds-notification--${name}`),
  "hds-link", "hds-notification__close-button",
];

// Browsers before 2022 drop everything inside @layer, so in the result our order of files stands in for the layers.
const flatten = (css) => css.replace(/^@layer [^;{]*;/m, "").replace(/^(@import "[^"]*") layer\(\w+\);/gm, "$1;");

const resolver = {
  read: (file) => flatten(readFileSync(file, "utf8")),
  resolve: (name, from) => name.startsWith("hds-core/") ? join(root, "node_modules", name) : resolve(dirname(from), name),
};
// Icons of HDS drawn as masks: ours are inline SVG.
const hdsIcon = /\[class\*=["']?hds-icon-(start|end)--["']?\]:(before|after)\{[^}]*\}/g;

/** Custom properties on :root that nothing in the sheet reads. */
function unread(css) {
  const read = new Set([...css.matchAll(/var\((--[\w-]+)/g)].map((found) => found[1]));
  return [...css.matchAll(/[{;](--[\w-]+):/g)].map((found) => found[1]).filter((name) => !read.has(name));
}

async function build(entry, out) {
  const filename = join(root, "style", entry);
  const bundled = await bundleAsync({ filename, resolver, targets, minify: true, unusedSymbols: unused });
  let code = bundled.code.toString().replace(hdsIcon, "");
  for (let names = unread(code); names.length > 0; names = unread(code)) {
    const wanted = new Set(names);
    code = code.replace(/(?<=[{;])(--[\w-]+):[^;}]*;?/g, (text, name) => (wanted.has(name) ? "" : text));
  }
  code = transform({ filename: entry, code: Buffer.from(code), minify: true, targets }).code.toString();
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, code);
  const raw = Buffer.byteLength(code);
  console.log(`${out}: ${raw} B, brotli ${brotliCompressSync(Buffer.from(code)).length} B`);
}

const names = process.argv.slice(2);
if (names.length === 0 || names.length % 2 !== 0) {
  console.error("usage: node tools/css.mjs ENTRY.css OUT.css [ENTRY2.css OUT2.css …]");
  process.exit(2);
}
for (let n = 0; n < names.length; n += 2) await build(names[n], names[n + 1]);
