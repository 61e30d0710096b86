/** `send`: posts the digest that is due now to the configured channels, once. */
import { allEnded } from '../core/all-ended.ts';
import { AppError, explain } from '../core/errors.ts';
import { type Grain, newestExpected } from '../core/period.ts';
import { textFor } from '../core/text/index.ts';
import { recordByHand } from '../pipeline/audit.ts';
import type { App } from '../pipeline/bot.ts';
import { compose } from '../pipeline/compose.ts';
import { postDigest } from '../pipeline/post-digest.ts';
import { revise } from '../pipeline/revise.ts';
import { progressBar } from '../progress.ts';
import type { House, Terminal } from './house.ts';
import { pickApps } from './pick-apps.ts';

export interface SendArgs {
  readonly grain: Grain;
  readonly app: string | undefined;
  readonly channel: string | undefined;
}

/** Exit code 1 when anything could not be collected or posted. */
export async function runSend(house: House, args: SendArgs, terminal: Terminal): Promise<number> {
  const { bot, config } = house;
  const text = textFor(config.locale);
  const destinations = await pickDestinations(house, args.channel);
  const where = destinations.map(({ chat }) => chat).join(' ');
  await recordByHand(bot, 'send', `${args.grain} ${args.app ?? 'all'} ${where}`);
  const bar = progressBar(terminal.stderr, text.terminal.collecting);
  const fates = await allEnded(
    pickApps(bot, args.app).map((app) =>
      sendApp(house, app, args.grain, destinations, (done, total) =>
        bar.update(app.appid, done, total),
      ),
    ),
  );
  bar.end();
  for (const { line } of fates.flat()) terminal.stdout.write(`${line}\n`);
  return fates.flat().every(({ isFine }) => isFine) ? 0 : 1;
}

/** The channel named, or every one there is. Throws AppError unknown_channel or no_channels. */
async function pickDestinations({ bot, channels }: House, name: string | undefined) {
  if (name !== undefined && !channels.includes(name))
    throw new AppError('unknown_channel', { channel: name, known: channels.join(', ') || '—' });
  const destinations = await bot.destinations(name === undefined ? 'all' : [name]);
  if (destinations.length === 0) throw new AppError('no_channels', {});
  return destinations;
}

async function sendApp(
  { bot, config, signal }: House,
  app: App,
  grain: Grain,
  destinations: Awaited<ReturnType<House['bot']['destinations']>>,
  onProgress: (done: number, total: number) => void,
): Promise<{ line: string; isFine: boolean }[]> {
  const text = textFor(config.locale);
  const period = newestExpected(grain, bot.clock.now());
  const collected = await bot.collector.collect(app, period, signal, { onProgress });
  const asOf = bot.clock.now();
  const composed = await compose(bot, app, period, asOf);
  if (collected.state !== 'complete' || !composed.isReady) {
    const reason =
      collected.state === 'complete'
        ? text.commands.noData({ app: app.name })
        : explain(collected.error, text);
    const line = text.terminal.because({ what: text.terminal.outcome.failed, why: reason });
    return [{ line: `${app.appid}  ${line}`, isFine: false }];
  }
  const posting = { app, period, composed, asOf, schedule: undefined, remarks: () => [] };
  const delivered = await postDigest(bot, posting, destinations, signal);
  await revise(bot, app, grain, signal);
  return delivered.map(({ channel, state, error }) => {
    const isFine = state === 'sent' || state === 'already';
    const outcome =
      isFine || state === 'busy' ? text.terminal.outcome[state] : text.terminal.outcome.failed;
    const line =
      error === undefined
        ? outcome
        : text.terminal.because({ what: outcome, why: explain(error, text) });
    return { line: `${app.appid}  ${channel}  ${line}`, isFine };
  });
}
