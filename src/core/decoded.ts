/** Text that may be written as in a URL, as it is meant: a stray % stands for itself. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
