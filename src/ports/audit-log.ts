/** Who changed what, for whoever must be able to tell. */

/** What somebody changed: from a chat, by hand at the command line, or on the platform itself. */
export type AuditAction =
  | ('subscribe' | 'unsubscribe' | 'share' | 'mute' | 'unmute' | 'vote')
  | ('send' | 'backfill' | 'backup' | 'migrate' | 'restored')
  | ('chat-added' | 'chat-removed' | 'chat-resumed');

/** The adapter's name of what was done at the command line. */
export const BY_HAND = 'terminal';

/** A change, and who made it: `user` is empty where the platform doesn't say, `chat` where it is about none. */
export interface AuditEntry {
  readonly at: Date;
  readonly adapter: string;
  readonly chat: string;
  readonly user: string;
  readonly action: AuditAction;
  /** What exactly, in a machine's words. */
  readonly detail: string;
}

export interface AuditLog {
  record(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  list(most: number): Promise<AuditEntry[]>;
}
