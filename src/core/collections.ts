/** Collections without a digest, so that commands are answered from fresh figures whatever the schedules say. */
import { GRAINS } from './period.ts';
import { cronAt, schedule } from './schedule.ts';

export const COLLECTIONS = GRAINS.map((grain) =>
  schedule({
    grain,
    cron: cronAt(grain, '09:30'),
    at: '09:30',
    zone: 'Asia/Shanghai',
    apps: 'all',
    channels: [],
  }),
);
