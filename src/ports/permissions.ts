/** Who may do what in the chats, as the configuration lists it. */

export type Permission = 'query' | 'subscribe' | 'mute';

/** An absent list leaves it to the members of the chats that the bot is in. */
export type Permissions = Readonly<Partial<Record<Permission, Permitted>>>;

/** Who is in both lists may; an absent one is open to all. */
export interface Permitted {
  /** Names of configured channels, or the platform's ids. */
  readonly channels: readonly string[] | undefined;
  /** The platform's ids of users. */
  readonly users: readonly string[] | undefined;
}
