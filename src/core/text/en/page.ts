/** English: the demo's page. */
export const page = {
  title: 'Retention bot · demo',
  heading: 'Retention bot',
  tagline: 'One digest of a WeChat Mini Program, as Slack and as Microsoft Teams show it.',
  simulatedTag: 'Simulated data',
  simulated:
    'Everything here is simulated. With credentials in .env, the same digest goes to real chats.',
  slack: 'As Slack shows it',
  teams: 'As Teams shows it',
  channel: 'growth',
  team: 'Growth',
  posts: 'Posts',
  badge: 'App',
  command: 'Try a command',
  examples: 'Examples',
  newestAlert: 'The newest alert',
  run: 'Run',
  running: 'Running…',
  failed: 'The command could not be run. Is the demo still running?',
  unreadable: 'That is not a command. Type one such as /retention weekly.',
  tooLong: (p: { limit: string }) =>
    `That is too long: a command has at most ${p.limit} characters.`,
  noScript: 'The Teams half needs JavaScript to be drawn; its text is below.',
  unavailable: 'In a real chat only',
};
