/** As `Promise.all`, but each comes to its end first: whoever closes what they work on must not do so under one of them. */
export async function allEnded<T>(works: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
