/** The tables, as Kysely sees them; times are ISO instants, dates Beijing dates. */
import type { Generated } from 'kysely';
import type { AlertChange } from '../core/alerts/alert.ts';
import type { Segment } from '../core/cohort.ts';
import type { LastAsk } from '../core/plan.ts';
import type { MarkName } from '../ports/shared-stores.ts';
import type { AuditEntry, Notice } from '../ports/stores.ts';

/** What a figure counts: people of a segment, or its size as the visit trend tells it. */
export type Series = Segment | `trend ${Segment}`;

export interface Tables {
  /** Every cohort ever asked for, and how far time had come then. */
  cohorts: {
    app: string;
    grain: string;
    first: string;
    through: string;
    outcome: LastAsk['outcome'];
    asked_at: string;
  };
  /** Every distinct answer, as it came. */
  answers: {
    app: string;
    grain: string;
    first: string;
    hash: string;
    raw: string;
    first_seen: string;
    last_seen: string;
  };
  /** People by offset; a changed value is a further row. */
  figures: {
    app: string;
    grain: string;
    first: string;
    segment: Series;
    offset: number;
    first_seen: string;
    last_seen: string;
    value: number;
  };
  /** Changes with the figures of an app and grain; it tells different histories apart. */
  figure_versions: { app: string; grain: string; version: number };
  watermarks: { schedule: string; planned_to: string };
  ticks: {
    schedule: string;
    scheduled_for: string;
    attempt: number;
    /** Free to claim from this instant. */
    due: string;
    done: number;
  };
  deliveries: {
    id: string;
    channel: string;
    subject: string;
    state: 'sending' | 'sent' | 'failed' | 'later' | 'unknown';
    /** When the newest try began. */
    since: string;
    lease_until: string;
    reason: string;
    posted: string;
    /** Of a digest: app, grain and first day, else empty. */
    app: string;
    grain: string;
    first: string;
    /** The moment its figures are those of, and the rest of `Shown` as JSON. */
    as_of: string;
    shown: string;
    edit_until: string;
  };
  subscriptions: {
    number: Generated<number>;
    adapter: string;
    chat: string;
    grain: string;
    /** Empty for all apps. */
    app: string;
    at: string;
    zone: string;
    user: string;
    created_at: string;
  };
  audit: {
    id: Generated<number>;
    at: string;
    adapter: string;
    chat: string;
    user: string;
    action: AuditEntry['action'];
    detail: string;
  };
  keys: { name: string; value: string };
  pauses: { chat: string; since: string; code: string; params: string };
  notices: { kind: Notice['kind']; key: string; name: string; since: string };
  addresses: { adapter: string; id: string; address: string; subscribed: number };
  charts: { id: string; chart: string; created_at: string };
  alerts: {
    app: string;
    version: number;
    /** Empty before the first one took effect. */
    memory: string;
    /** What waits for the app's messages to settle, else empty. */
    pending: string;
  };
  alert_messages: {
    number: Generated<number>;
    id: string;
    /** The message in whose thread it belongs; empty for a first one. */
    under: string;
    message: string;
    settled: number;
    created_at: string;
  };
  /** The apps that each message tells of. */
  alert_apps: { app: string; message: string };
  alert_findings: {
    number: Generated<number>;
    finding: string;
    app: string;
    segment: Segment;
    /** The one that told it first. */
    message: string;
    opened_at: string;
    /** Empty while it is open. */
    ended_at: string;
    reason: AlertChange['reason'] | '';
  };
  turns: { name: string; free_at: number };
  tokens: { app: string; sealed: string; until: string; forced_at: string };
  leases: { name: string; owner: string; until: string };
  replicas: { id: string; seen_at: string };
  runs: {
    schedule: string;
    /** Empty where it never did, or hasn't failed since. */
    succeeded_at: string;
    failed_at: string;
    code: string;
    params: string;
  };
  marks: { name: MarkName; at: string };
  alert_mutes: { number: number; chat: string; until: string; user: string };
  alert_votes: { number: number; chat: string; user: string; useful: number; at: string };
}
