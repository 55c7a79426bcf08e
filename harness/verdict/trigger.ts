import { z } from 'zod';
import { known, mean } from '../measure/column.ts';
import type { Fact } from '../measure/fact.ts';
import type { DrillSeries } from '../measure/series.ts';
import { sentenceOf, type TimelineEvent } from '../operations/catalogue/timeline-event.ts';
import { rate } from './figures.ts';
import { secondText } from './time-of-day.ts';

/** What began it: the last thing that was done before service broke, or the load. */
export const triggerSchema = z.strictObject({
  operation: z.string().describe("An operation's name, or `load`."),
  target: z.string(),
  atS: z.number(),
  loadBefore: z.number().nullable().describe('Of load that grew: planned requests per second before and then.'),
  load: z.number().nullable(),
});

export type Trigger = Fact<typeof triggerSchema>;

/** Load that is so much more than at the operation before is what began it. */
const GROWTH = 1.25;
/** Seconds over which load is taken: one second of Poisson arrivals is chance. */
const LOAD_S = 5;

/** @param brokeS the second in which service broke; @returns null: nothing was done before, and load had not grown */
export function triggerOf(timeline: readonly TimelineEvent[], series: DrillSeries, brokeS: number): Trigger | null {
  const operation = timeline.findLast(event => event.atS > 0 && event.atS < brokeS + 1 && isTrigger(event)) ?? null;
  const fromS = operation === null ? 0 : Math.floor(operation.atS);
  const loadBefore = loadIn(series, fromS - LOAD_S, fromS) ?? loadIn(series, 0, LOAD_S);
  const load = loadIn(series, brokeS - LOAD_S, brokeS);
  if (load !== null && loadBefore !== null && load >= GROWTH * loadBefore) {
    const middle = (load + loadBefore) / 2;
    const grown = series.planned.findIndex((planned, second) => second >= fromS && (planned ?? 0) >= middle);
    return { operation: 'load', target: 'all users', atS: Math.max(0, grown), loadBefore, load };
  }
  if (operation === null) return null;
  const { operation: name, target, atS } = operation;
  return { operation: name, target, atS, loadBefore: null, load: null };
}

/** Users who come back move load as those who leave do. */
function isTrigger({ trigger, operation }: TimelineEvent): boolean {
  return trigger === 'begins' || trigger === 'momentary' || operation === 'fail-back';
}

/** `It began with flush of primary in second 20 (its caches are empty)` */
export function triggerText(trigger: Trigger, timeline: readonly TimelineEvent[]): string {
  const { operation, target, atS, loadBefore, load } = trigger;
  const when = `in ${secondText(Math.floor(atS), null)}`;
  if (loadBefore !== null && load !== null) {
    return `it began with load, which went from ${rate(loadBefore)} to ${rate(load)} from about second ${Math.floor(atS)} on`;
  }
  const event = timeline.find(each => each.atS === atS && each.operation === operation);
  return `it began with ${operation} of ${target} ${when}${event === undefined ? '' : ` (${sentenceOf(event)})`}`;
}

function loadIn({ planned }: DrillSeries, from: number, to: number): number | null {
  return mean(known(planned.slice(Math.max(0, from), Math.max(0, to))));
}
