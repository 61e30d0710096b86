/** What the rules of the configuration say of the cells judged in a run. */
import type { Segment } from '../cohort.ts';
import type { AlertRule, Judged, Judgement } from './alert.ts';
import type { Ruled } from './opening.ts';

/** One in a hundred cells is so low by chance. */
const BEYOND_CHANCE = -2.33;

/** The rule and the cell that say so most clearly, if any does. */
export function ruleEvidence(
  { app, fresh }: Judged,
  segment: Segment,
  rules: readonly AlertRule[],
): Ruled | undefined {
  return rules
    .flatMap((rule) =>
      fresh
        .filter((cell) => cell.segment === segment && applies(rule, app, cell))
        .map((cell) => ({ rule, cell })),
    )
    .filter(({ rule, cell }) => isBroken(rule, cell))
    .toSorted((a, b) => a.cell.score - b.cell.score)[0];
}

/** Whether the last two cells of the rule's series were above what it asks for. */
export function isCalm(rule: AlertRule, cells: readonly Judgement[]): boolean {
  const newest = cells.toSorted((a, b) => (a.returned < b.returned ? 1 : -1))[0];
  if (!newest) return false;
  if (rule.below !== undefined && newest.rate < rule.below) return false;
  return rule.drop === undefined || newest.score > -1;
}

function applies({ app, grain, segment, offset }: AlertRule, own: string, cell: Judgement) {
  return (
    (app ?? own) === own &&
    (grain ?? cell.grain) === cell.grain &&
    (segment ?? cell.segment) === cell.segment &&
    (offset ?? cell.offset) === cell.offset
  );
}

function isBroken({ below, drop }: AlertRule, cell: Judgement): boolean {
  const { rate, expected, score, size, phi } = cell;
  const tooLow =
    below !== undefined &&
    (rate - below) / Math.sqrt((phi * below * (1 - below)) / size) <= BEYOND_CHANCE;
  const tooDeep = drop !== undefined && rate / expected - 1 <= -drop && score <= BEYOND_CHANCE;
  return tooLow || tooDeep;
}
