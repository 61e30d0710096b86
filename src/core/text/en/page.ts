/** English: the demo's page. */
export const page = {
  title: 'Retention bot · demo',
  simulated:
    'Everything here is simulated. With credentials in .env, the same digest goes to real chats.',
  slack: 'As Slack shows it',
  teams: 'As Teams shows it',
  command: 'Try a command',
  run: 'Run',
  failed: 'The command could not be run. Is the demo still running?',
  noScript: 'The Teams half needs JavaScript to be drawn; its text is below.',
};
