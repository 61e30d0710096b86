/** What `demo` takes on the command line: a port, and the knobs of the simulated WeChat. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Catalogue } from './core/text/index.ts';
import { type FailureKnobs, knobList, turned } from './demo/knobs.ts';

export interface DemoOptions {
  readonly wechatOnly: boolean;
  readonly port?: string;
  readonly knob?: FailureKnobs;
}

export function withDemoOptions(demo: Command, { cli, simulator }: Catalogue['terminal']): Command {
  return demo
    .option('--wechat-only', cli.wechatOnly, false)
    .option('--port <n>', cli.port, port)
    .option('--knob <name=value>', cli.knob, knob)
    .addHelpText('after', `\n${cli.knobs}\n${knobList(simulator.knobs)}`)
    .hook('preAction', () => {
      const { knob, wechatOnly } = demo.opts<DemoOptions>();
      if (knob && !wechatOnly) demo.error(`error: ${cli.knobAlone}`);
    });

  function port(value: string): string {
    if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return value;
    throw new InvalidArgumentError(cli.notPort);
  }

  function knob(value: string, before: FailureKnobs = {}): FailureKnobs {
    const knobs = turned(before, value);
    if (knobs) return knobs;
    throw new InvalidArgumentError(cli.notKnob);
  }
}
