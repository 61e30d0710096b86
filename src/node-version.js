/** Whether a Node can run this program; plain JavaScript, because an old Node must read it. */

/** Type stripping is stable, and node:sqlite needs no flag, from here on. */
const NEEDED = [24, 12];

/**
 * The sentence to end with, or undefined when the version will do.
 * In English alone: the catalogues are TypeScript, which an old Node cannot load.
 * @param {string} version as in process.versions.node
 * @returns {string | undefined}
 */
export function versionFault(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return undefined;
  return `Node ${NEEDED.join('.')} or newer is needed, because this program runs from its TypeScript source and keeps its data in Node's own SQLite; this is Node ${version}.`;
}
