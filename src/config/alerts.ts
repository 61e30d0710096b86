/** What the configuration says of alerts, beside what is decided without it. */
import { type AlertRule, type AlertSettings, USUAL_ALERTS } from '../core/alerts/alert.ts';
import { OFFSETS } from '../core/period.ts';
import { type Faults, isRecord, readFields } from './fields.ts';
import { alertsSchema, ruleSchema } from './file.ts';
import { GRAIN } from './schedules.ts';

export interface AlertOptions extends Faults {
  /** `alerts` of the file, as written. */
  readonly file: unknown;
  /** Appids and names of channels that it may refer to. */
  readonly apps: readonly string[];
  readonly channels: readonly string[];
}

export function readAlerts({
  file,
  ...options
}: AlertOptions): AlertSettings & { readonly channels: readonly string[] | undefined } {
  if (file === undefined) return { ...USUAL_ALERTS, channels: undefined };
  const known = Object.keys(alertsSchema.shape);
  const { sensitivity, rules, channels } = readFields(
    alertsSchema,
    file,
    { key: 'alerts', known },
    options,
  );
  for (const value of channels ?? [])
    checkName('alerts.channels', value, options.channels, options);
  return {
    sensitivity: sensitivity ?? USUAL_ALERTS.sensitivity,
    rules: (rules ?? []).map((item, index) => readRule(item, `alerts.rules[${index}]`, options)),
    channels,
  };
}

function readRule(item: unknown, key: string, options: Omit<AlertOptions, 'file'>): AlertRule {
  const { words, faults } = options;
  const known = Object.keys(ruleSchema.shape);
  const { grain: named = 'daily', ...rule } = readFields(ruleSchema, item, { key, known }, options);
  if (rule.app !== undefined) checkName(`${key}.app`, rule.app, options.apps, options);
  const grain = GRAIN[named];
  const offsets = OFFSETS[grain].filter((offset) => offset > 0);
  if (rule.offset !== undefined && !offsets.includes(rule.offset))
    faults.push(words.noOffset({ key: `${key}.offset`, grain: named, known: offsets.join(', ') }));
  // As written: one that isn't valid is no second fault.
  if (isRecord(item) && 'below' in item === 'drop' in item) faults.push(words.belowOrDrop({ key }));
  return { ...rule, grain };
}

function checkName(
  key: string,
  value: string,
  known: readonly string[],
  { words, faults }: Faults,
) {
  if (!known.includes(value))
    faults.push(words.unknownName({ key, value, known: known.join(', ') || '—' }));
}
