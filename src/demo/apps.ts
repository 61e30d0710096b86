/** The two sample apps, and how their users behave. */

export interface SampleApp {
  readonly appid: string;
  readonly name: string;
  readonly secret: string;
  readonly habits: Habits;
}

export interface Habits {
  /** New users of a usual day. */
  readonly newUsers: number;
  /** The share of new users who come back on day k: scale · k^power. */
  readonly curve: { readonly scale: number; readonly power: number };
  /** Likewise for users who had come before. */
  readonly loyalty: { readonly scale: number; readonly power: number };
  /** How willing people are to come, Monday first. */
  readonly week: readonly [number, number, number, number, number, number, number];
  /** A campaign over the two newest days: more new users, who come back less often. */
  readonly campaign?: { readonly newUsers: number; readonly curve: number };
}

export const SAMPLE_APPS: readonly SampleApp[] = [
  {
    appid: 'wx00000000demo0001',
    name: '晨读时光',
    secret: 'simulated-secret-of-the-reading-app',
    habits: {
      newUsers: 3200,
      curve: { scale: 0.28, power: -0.5 },
      loyalty: { scale: 0.5, power: -0.12 },
      week: [1, 1.02, 1.01, 1, 0.97, 0.86, 0.92],
      campaign: { newUsers: 1.6, curve: 0.68 },
    },
  },
  {
    appid: 'wx00000000demo0002',
    name: 'Lotus Store',
    secret: 'simulated-secret-of-the-store-app',
    habits: {
      newUsers: 2400,
      curve: { scale: 0.17, power: -0.52 },
      loyalty: { scale: 0.36, power: -0.15 },
      week: [0.94, 0.95, 0.97, 1, 1.06, 1.16, 1.1],
    },
  },
];
