// One page of every kind.
export interface Kind {
  name: string;
  /** After the language. */
  path: string;
  /** Whether the app starts on it. */
  app: boolean;
  status: number;
}

const app = (name: string, path: string): Kind => ({ name, path, app: true, status: 200 });
const text = (name: string, path: string, status = 200): Kind => ({ name, path, app: false, status });

export const KINDS: readonly Kind[] = [
  app('home', '/'),
  app('libraries', '/libraries'),
  app('a library', '/libraries/oodi'),
  app('things', '/items'),
  app('a thing', '/items/porakone'),
  app('signing in', '/me'),
  app('reserving a thing', '/items/porakone/hold'),
  app('rooms', '/rooms'),
  app('machines', '/rooms?kind=machine'),
  app('a room', '/rooms/kallio-ryhmatyotila-1'),
  app('the week of a room', '/rooms/kallio-ryhmatyotila-1?view=week'),
  app('booking a room', '/rooms/kallio-ryhmatyotila-1/book?start=2026-11-30T10:00:00Z&minutes=60'),
  app('a series of a room', '/rooms/kallio-ryhmatyotila-1/series?start=2026-11-30T10:00:00Z&minutes=60'),
  app('the door of a room', '/rooms/kallio-ryhmatyotila-1/here'),
  app('programme', '/programme'),
  app('an action', '/programme/actions/116'),
  app('an indicator', '/programme/indicators/device-uses'),
  app('changes', '/programme/changes'),
  text('accessibility statement', '/accessibility'),
  text('privacy', '/privacy'),
  text('about', '/about'),
  text('open data', '/open-data'),
  text('not found', '/no-such-page', 404),
];
