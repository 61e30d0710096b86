/** English: the form of a failure's words, and what several have in common. */
export const wording = (message: string, hint = '') => ({ message, hint });
/** True of a command that runs once, too. */
export const LATER = 'Try again later; a running bot does so by itself.';
