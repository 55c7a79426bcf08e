import type { AnySettings, CacheSettings } from './cache-settings.ts';
import { everyKnob, isLeftOut, type KnobName } from './knobs.ts';

/** One knob that two settings disagree about, each value as people write it. */
export interface Difference {
  readonly knob: KnobName;
  readonly from: string;
  readonly to: string;
}

/** The values of all knobs as people write them, in the order of the shipped files: `{ ttl: '300s', … }`. */
export function printSettings(settings: CacheSettings): Record<KnobName, string> {
  return everyKnob((_, { field, print }) => print(settings[field]));
}

/** The same as records have it: without the knobs that came later and are at their default. */
export function recordedSettings(settings: CacheSettings): Partial<Record<KnobName, string>> {
  const kept = everyKnob((_, knob) => !isLeftOut(knob, settings[knob.field]));
  return Object.fromEntries(Object.entries(printSettings(settings)).filter(([name]) => kept[name as KnobName]));
}

/** The knobs in which `to` differs from `from`; none for equal settings. */
export function differences(from: CacheSettings, to: CacheSettings): Difference[] {
  const [before, after] = [printSettings(from), printSettings(to)];
  const all = everyKnob(knob => ({ knob, from: before[knob], to: after[knob] }));
  return Object.values(all).filter(each => each.from !== each.to);
}

/** The same of settings of whatever kind: none where one of the two has no knobs. */
export function knobDifferences(from: AnySettings | null, to: AnySettings): Difference[] {
  return from === null || from.settings === null || to.settings === null ? [] : differences(from.settings, to.settings);
}

/** `ttl: 300s → 1s, coalesce: true → false`, or `no difference`. */
export function printDifferences(list: readonly Difference[]): string {
  return list.length === 0 ? 'no difference' : list.map(each => `${each.knob}: ${each.from} → ${each.to}`).join(', ');
}
