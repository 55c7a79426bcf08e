import { printDuration, readDuration } from '../../mock-service/settings/units.ts';

/** Steps between the two values. */
const STEPS = 4;
/** With steps as large as that one digit is enough. */
const COARSE = 2;

/**
 * Values of a knob to sweep: both that were compared, what lies between them at equal ratios, and one beyond that which was in force; of a
 * knob that has no such between, the two.
 * @param from in force, as people write it @param to what is to take its place
 */
export function sweptValues(from: string, to: string): string[] {
  const [duration, number] = [spaced(from, to, readDuration, printDuration), spaced(from, to, readCount, String)];
  return duration ?? number ?? [from, to];
}

function spaced(
  from: string,
  to: string,
  read: (text: string) => number | undefined,
  print: (value: number) => string,
): string[] | null {
  const [a, b] = [read(from), read(to)];
  if (!a || !b || a === b) return null;
  const step = (a / b) ** (1 / STEPS);
  const digits = Math.max(step, 1 / step) < COARSE ? 2 : 1;
  const between = Array.from({ length: STEPS - 1 }, (_, i) => round(b * step ** (i + 1), digits));
  const values = [...new Set([b, ...between, a, round(a * step, digits)])];
  return values.sort((x, y) => x - y).map(value => (value === a ? from : value === b ? to : print(value)));
}

/** Whole: counts are, and a part of a millisecond is nobody's ttl. */
function round(value: number, digits: number): number {
  return Math.max(1, Math.round(Number(value.toPrecision(digits))));
}

function readCount(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
