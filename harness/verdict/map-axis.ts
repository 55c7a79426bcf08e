import { z } from 'zod';
import {
  printDuration,
  printShare,
  printSize,
  readDuration,
  readShare,
  readSize,
} from '../../mock-service/settings/units.ts';
import type { Fact } from '../measure/fact.ts';

/** What varies along one side of a map. */
export const mapAxisSchema = z.strictObject({
  kind: z
    .enum(['load', 'setting', 'operation', 'env'])
    .describe(
      "load: times the script's own; setting: a value of the topology or the settings; operation: a field of what operators order; env: what the script finds in __ENV.",
    ),
  path: z.string().describe('As it was asked for: load, ttl, pools.alternate.instances, fail-over.over, env.LOAD.'),
  values: z.array(z.string()).describe('As people write them, from the least to the most.'),
  own: z
    .strictObject({ value: z.string(), nearest: z.int().describe('Of the values, from 0.') })
    .nullable()
    .describe('What it is if nobody varies it; null: not known, since the script decides.'),
});

export type MapAxis = Fact<typeof mapAxisSchema>;

/** Numbers as people write them: read to the model's unit, printed from it. */
interface Unit {
  readonly read: (text: string) => number | undefined;
  readonly print: (value: number) => string;
}

const DIGITS = 4;
const KIB = 1024;
const rounded = (value: number): number => Number(value.toPrecision(DIGITS));

const UNITS: readonly Unit[] = [
  { read: readShare, print: value => printShare(rounded(value)) },
  { read: readSize, print: value => printSize(value < 64 * KIB ? Math.round(value) : KIB * Math.round(value / KIB)) },
  // Before plain numbers: 0 is both.
  { read: text => (text === '0' ? undefined : readDuration(text)), print: value => printDuration(rounded(value)) },
  { read: text => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined), print: value => String(rounded(value)) },
];

/** A range of values, both ends its own, in the unit that they are written in. */
export interface MapRange {
  readonly from: number;
  readonly to: number;
  readonly unit: Unit;
  /** Values in between are whole numbers. */
  readonly whole: boolean;
}

/** @returns null for what is not two numbers of one unit, the less first: `5s..300s` */
export function readRange(text: string, mayBeWhole: boolean): MapRange | null {
  const [low, high, ...more] = text.split('..').map(each => each.trim());
  if (low === undefined || high === undefined || more.length > 0) return null;
  for (const unit of UNITS) {
    const [from, to] = [unit.read(low), unit.read(high)];
    if (from === undefined || to === undefined || !(from < to)) continue;
    return { from, to, unit, whole: mayBeWhole && /^\d+$/.test(low) && /^\d+$/.test(high) };
  }
  return null;
}

/** From a part of a value to as many times of it; shares end at 1. Null for what is no number above zero: `none`. */
export function rangeAround(text: string, times: number): MapRange | null {
  for (const unit of UNITS) {
    const value = unit.read(text);
    if (value === undefined || !(value > 0)) continue;
    const whole = /^\d+$/.test(text);
    const to = text.endsWith('%') ? Math.min(1, value * times) : value * times;
    return { from: whole ? Math.max(1, Math.round(value / times)) : value / times, to, unit, whole };
  }
  return null;
}

/**
 * Values from one end of a range to the other: each so many times the one before, so that neighbours differ by the same share; where the
 * range begins with 0, equally far apart.
 * @param most of them; fewer where whole numbers are fewer, or values print alike
 */
export function valuesIn({ from, to, unit, whole }: MapRange, most: number): string[] {
  const values = Array.from({ length: most }, (_, i) => {
    const part = i / (most - 1);
    const value = from > 0 ? from * (to / from) ** part : from + (to - from) * part;
    return unit.print(whole ? Math.round(value) : value);
  });
  if (!whole || to - from + 1 > most) return [...new Set(values)];
  return Array.from({ length: to - from + 1 }, (_, i) => unit.print(from + i));
}

/** Which of the values is nearest to a value, by the ratio of the two. Null: one of them is no number. */
export function nearestTo(values: readonly string[], text: string): number | null {
  const value = numberOf(text);
  if (value === null) return null;
  let [nearest, least]: [number | null, number] = [null, Number.POSITIVE_INFINITY];
  for (const [i, each] of values.entries()) {
    const other = numberOf(each);
    if (other === null) return null;
    const apart = other > 0 && value > 0 ? Math.abs(Math.log(other / value)) : Math.abs(other - value);
    if (apart < least) [nearest, least] = [i, apart];
  }
  return nearest;
}

function numberOf(text: string): number | null {
  for (const { read } of UNITS) {
    const value = read(text);
    if (value !== undefined) return value;
  }
  return null;
}
