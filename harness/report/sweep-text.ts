/** The terminal's report of a sweep: a table and a chart of capacity against the knobs, in 80 columns. */

import type { SweepPoint, SweepRecord } from '../record/sweep-record.ts';
import { isEnough } from '../verdict/capacity.ts';
import { count, rate, ratio, seconds, share } from '../verdict/figures.ts';
import { interruptedSentence } from '../verdict/interrupted.ts';
import { limitName } from '../verdict/limiting-resource.ts';
import { intervalText, limitText } from './capacity-text.ts';
import { heads, table, WIDTH, wrap } from './layout.ts';
import { type Paint, plain } from './paint.ts';

/** The whole report of a sweep. */
export function sweepText(record: SweepRecord, paint: Paint = plain): string {
  const parts = [
    [paint('heading', sweepTitle(record)), ...wrap(howText(record), '  ', '  '), ...interruptedPart(record)],
    tablePart(record, paint),
    chartPart(record, paint),
    notesPart(record),
  ];
  return `${parts
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** `Capacity of alternate by ttl`. */
export function sweepTitle({ pool, knobs }: SweepRecord): string {
  return `Capacity of ${pool} by ${knobs.map(({ path }) => path).join(' and ')}`;
}

/** What was turned; two knobs are shown as one with their values side by side. */
export function knobText({ knobs }: SweepRecord): string {
  return knobs.map(({ path }) => path).join(', ');
}

export function valueText({ values }: SweepPoint): string {
  return values.join(', ');
}

/** One line a point. */
export function sweepLines(record: SweepRecord): string {
  const told = interruptedPart(record).map(line => `${line.trim()}\n`);
  const points = record.points.map(point => `${labelOf(record, point)}: ${figureOf(point)}\n`);
  return [...points, ...told].join('');
}

function interruptedPart({ interrupted }: SweepRecord): string[] {
  return interrupted === undefined ? [] : wrap(interruptedSentence(interrupted, 'points'), '  ', '  ');
}

function howText({ script, cacheSettings, topology, start, clock, arrivals, seeds, holdS }: SweepRecord): string {
  const which = seeds.length > 1 ? `${count(seeds.length)} seeds from ${seeds[0]}` : `seed ${seeds[0]}`;
  return (
    `${cacheSettings.name} on ${topology.name}, users of ${script.name}, from a ${start} start, each load held for ${seconds(holdS)} ` +
    `(${clock}, ${which}, ${arrivals} arrivals).`
  );
}

function tablePart({ knobs, points, headroomLimit }: SweepRecord, paint: Paint): string[] {
  const recovery = points.some(({ recoversAtPerSecond }) => recoversAtPerSecond !== null);
  const rows = points.map(point => [
    ...point.values.map(text => ({ text, right: true })),
    { text: point.capacityPerSecond === null ? 'none' : rate(point.capacityPerSecond), right: true },
    { text: intervalText(point).trim() },
    {
      text: point.headroom === null ? '–' : ratio(point.headroom),
      right: true,
      show: (text: string) =>
        headroomLimit === null ? text : paint(isEnough(point.headroom, headroomLimit) ? 'good' : 'bad', text),
    },
    ...(recovery
      ? [{ text: point.recoversAtPerSecond === null ? '–' : rate(point.recoversAtPerSecond), right: true }]
      : []),
    { text: point.hitRatio === null ? '–' : share(point.hitRatio), right: true },
    { text: `${limitText(point.limitedBy)}${point.idle.length > 0 ? ' *' : ''}` },
  ]);
  const titles = [
    ...knobs.map(({ path }) => `>${path}`),
    ...['>capacity', '(interval)', '>headroom', ...(recovery ? ['>recovers at'] : []), '>hit ratio', 'limited by'],
  ];
  return table([heads(titles, paint), ...rows]);
}

const BAR = '█';
const PARTS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar a point, and a line where the headroom asked for begins. */
function chartPart(record: SweepRecord, paint: Paint): string[] {
  const { points, peak, headroomLimit } = record;
  const needed = peak * (headroomLimit ?? 1);
  const labels = points.map(point => labelOf(record, point));
  const figures = points.map(({ capacityPerSecond }) =>
    capacityPerSecond === null ? 'none' : rate(capacityPerSecond),
  );
  const left = Math.max(...labels.map(({ length }) => length));
  const width = WIDTH - left - Math.max(...figures.map(({ length }) => length)) - 5;
  const most = Math.max(needed, ...points.map(({ capacityPerSecond }) => capacityPerSecond ?? 0));
  const mark = Math.max(0, Math.min(width - 1, Math.round((needed / most) * width)));
  const lines = points.map(({ capacityPerSecond, headroom }, i) => {
    const drawn = bar(((capacityPerSecond ?? 0) / most) * width).padEnd(width);
    // The line shows in front of the bar, so that it can be seen whether the bar reaches it.
    const marked = `${drawn.slice(0, mark)}│${drawn.slice(mark + 1)}`;
    const tone = isEnough(headroom, headroomLimit) ? 'good' : 'bad';
    return `  ${(labels[i] as string).padStart(left)} ${paint(tone, marked)} ${figures[i]}`;
  });
  const what =
    headroomLimit === null ? `regional peak, ${rate(peak)}` : `${ratio(headroomLimit)} × peak, ${rate(needed)}`;
  const at = left + 3 + mark;
  const legend =
    at + what.length + 2 <= WIDTH
      ? `${' '.repeat(at)}│ ${what}`
      : `${' '.repeat(Math.max(0, at - what.length - 1))}${what} │`;
  return [...lines, legend];
}

function bar(length: number): string {
  // A record that somebody made may say less than nothing.
  const eighths = Math.round(Math.max(0, length) * 8);
  return BAR.repeat(Math.floor(eighths / 8)) + (PARTS[eighths % 8] as string);
}

function labelOf({ knobs }: SweepRecord, { values }: SweepPoint): string {
  return knobs
    .map(({ path }, i) => `${knobs.length === 1 ? path : (path.split('.').at(-1) as string)} ${values[i]}`)
    .join(', ');
}

function figureOf(point: SweepPoint): string {
  const { capacityPerSecond, headroom, limitedBy } = point;
  if (capacityPerSecond === null || headroom === null) return 'no load that was tried held';
  const limit = limitedBy === null ? '' : `, limited by ${limitName(limitedBy)}`;
  return `${rate(capacityPerSecond)}${intervalText(point)}, ${ratio(headroom)} × peak${limit}`;
}

function notesPart({ points, holdS }: SweepRecord): string[] {
  if (points.every(({ idle }) => idle.length === 0)) return [];
  const note =
    `A knob never did anything in the ${seconds(holdS)} that a load was held: the figure says nothing about it. ` +
    '--hold makes that longer.';
  return wrap(note, '  * ', '    ');
}
