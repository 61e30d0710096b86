/** What was typed into the page's box. */

export const LONGEST_COMMAND = 200;

export type Typed = { readonly command: string } | { readonly fault: 'unreadable' | 'tooLong' };

export function readCommand(value: unknown): Typed {
  if (typeof value !== 'string') return { fault: 'unreadable' };
  const command = value.trim();
  return command.length > LONGEST_COMMAND ? { fault: 'tooLong' } : { command };
}

/** No command: shows the newest alert as it was posted. */
export const NEWEST_ALERT = 'newest alert';

/** Commands worth trying: each grain, one of every other app, each kind of answer. */
export function exampleCommands(apps: readonly string[]): string[] {
  const [first, second] = apps;
  return [
    '/retention daily',
    '/retention weekly',
    '/retention monthly',
    ...apps.slice(1).map((app) => `/retention weekly ${app}`),
    '/retention trend D1 60d',
    '/retention cohorts',
    ...(first && second ? [`/retention compare ${first} ${second}`] : []),
    '/retention alerts',
    '/retention help',
  ];
}
