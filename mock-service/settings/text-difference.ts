import type { AnySettings } from './cache-settings.ts';

/** Of longer files the difference is not looked for line by line. */
const MOST_LINES = 2000;

/** How two settings files differ that only another system reads: lines with `-` and `+`. Null: Headroom knows their knobs, or no text. */
export function textDifference(from: AnySettings | null, to: AnySettings): string | null {
  if (from === null || (from.settings !== null && to.settings !== null)) return null;
  if (from.text === undefined || to.text === undefined) return null;
  return differingLines(from.text.split('\n'), to.text.split('\n')).join('\n');
}

/** The lines of a shortest edit from one list to another, without those that both have. */
export function differingLines(from: readonly string[], to: readonly string[]): string[] {
  if (from.length > MOST_LINES || to.length > MOST_LINES) return [`- ${from.length} lines`, `+ ${to.length} lines`];
  // common[i][j]: how many lines from[i…] and to[j…] have in common, in order.
  const common = Array.from({ length: from.length + 1 }, () => new Uint32Array(to.length + 1));
  const at = (i: number, j: number): number => (common[i] as Uint32Array)[j] as number;
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      (common[i] as Uint32Array)[j] = from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    if (i < from.length && j < to.length && from[i] === to[j]) {
      i++;
      j++;
    } else if (j >= to.length || (i < from.length && at(i + 1, j) >= at(i, j + 1))) lines.push(`- ${from[i++]}`);
    else lines.push(`+ ${to[j++]}`);
  }
  return lines;
}
