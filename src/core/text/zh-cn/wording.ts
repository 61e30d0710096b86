/** Simplified Chinese: the form of a failure's words, and what several have in common. */
export const wording = (message: string, hint = '') => ({ message, hint });
/** True of a command that runs once, too. */
export const LATER = '请稍后重试；运行中的机器人会自动重试。';
