/**
 * `npm run test:soak`: `--days` (30) simulated days of the whole bot, a beat every `--minutes` (1). Each day is kept
 * in `.progress/soak.jsonl`, the database as it was then in `.progress/soak.db`: cut short, it goes on from there;
 * `--again` begins anew. V8's optimising compilers are off (package.json): what they make of the code grows for weeks
 * with what is run often, and would hide what the bot itself holds on to.
 */
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { keepCopy, leftAfterYears } from './kept.ts';
import { type Day, live } from './life.ts';
import { table } from './table.ts';
import { unaccounted, verdicts } from './verdict.ts';

const { values: options } = parseArgs({
  options: {
    days: { type: 'string', default: '30' },
    minutes: { type: 'string', default: '1' },
    again: { type: 'boolean', default: false },
  },
});
const DAYS = Number(options.days);
const FOLDER = '.progress';
const PROGRESS = `${FOLDER}/soak.jsonl`;
const KEPT = `${FOLDER}/soak.db`;
const AT_WORK = `${FOLDER}/soak-at-work.db`;
const filesOf = (path: string) => ['', '-wal', '-shm', '.start'].map((end) => `${path}${end}`);

mkdirSync(FOLDER, { recursive: true });
for (const path of filesOf(AT_WORK)) rmSync(path, { force: true });
if (options.again) for (const path of [PROGRESS, KEPT]) rmSync(path, { force: true });
const days: Day[] = existsSync(PROGRESS)
  ? readFileSync(PROGRESS, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  : [];
const lived = days.at(-1)?.day ?? 0;
if (lived > 0) copyFileSync(KEPT, AT_WORK);
if (lived < DAYS)
  await live({
    path: AT_WORK,
    from: lived + 1,
    to: DAYS,
    minutes: Number(options.minutes),
    after(day) {
      // First: a line without its database would leave a day out.
      keepCopy(AT_WORK, KEPT);
      days.push(day);
      appendFileSync(PROGRESS, `${JSON.stringify(day)}\n`);
      const { heapMb, rssMb, seconds } = day;
      process.stderr.write(
        `day ${day.day} of ${DAYS}: ${seconds.toFixed(1)} s, heap ${heapMb.toFixed(1)} MB, RSS ${rssMb.toFixed(0)} MB\n`,
      );
    },
  });
const left = await leftAfterYears(KEPT, DAYS);
const found = verdicts(days);
const strange = unaccounted(days.at(-1)?.rows ?? {});
process.stdout.write(table(days, found, left));
if (strange.length > 0) process.stdout.write(`No rule for: ${strange.join(', ')}\n`);
for (const path of filesOf(AT_WORK)) rmSync(path, { force: true });
// Where too few days tell nothing, nothing is proved.
process.exitCode = strange.length > 0 || found.some(({ isFlat }) => !isFlat) ? 1 : 0;
