/** The terminal's report of a map: a letter a cell, in 80 columns. */

import { MAP_OUTCOMES, type MapOutcome, type MapRecord } from '../record/map-record.ts';
import { count, share } from '../verdict/figures.ts';
import { interruptedSentence } from '../verdict/interrupted.ts';
import type { MapAxis } from '../verdict/map-axis.ts';
import { EDGE_RESOLUTION, type MapEdge } from '../verdict/map-edge.ts';
import { longestUnsure } from '../verdict/map-sureness.ts';
import { WIDTH, wrap } from './layout.ts';
import { type Paint, plain, type Tone } from './paint.ts';

type Seeded = NonNullable<MapRecord['bySeed']>;

/** How an outcome is drawn: its letter says what its colour does. */
export const MAP_SIGNS: Readonly<Record<MapOutcome, { letter: string; tone: Tone; words: string }>> = {
  holds: { letter: '·', tone: 'good', words: 'holds' },
  recovers: { letter: 'o', tone: 'doubtful', words: 'breaks and comes back' },
  'stays-down': { letter: '#', tone: 'bad', words: 'breaks and stays down' },
  unknown: { letter: '?', tone: 'faint', words: 'not known: a drill did not show it' },
};
/** A cell in which seeds differ. */
export const UNSURE_SIGN = { letter: '~', words: 'seeds differ' } as const;
/** A cell that nobody came to. */
const NOT_REACHED = ' ';

/** The whole report of a map. */
export function mapText(record: MapRecord, paint: Paint = plain): string {
  const parts = [
    [paint('heading', mapTitle(record)), ...wrap(howText(record), '  ')],
    picture(record, paint),
    legend(record, paint),
    mapSentences(record).flatMap(sentence => wrap(sentence, '  ')),
  ];
  return `${parts.map(lines => lines.join('\n')).join('\n\n')}\n`;
}

/** `What becomes of retry-storm by load and ttl`. */
export function mapTitle({ script, axes: [columns, rows] }: MapRecord): string {
  return `What becomes of ${script.name} by ${columns.path} and ${rows.path}`;
}

/** What the map shows, the most important first. */
export function mapSentences(record: MapRecord): string[] {
  const { interrupted, edge } = record;
  return [
    ...(interrupted === undefined ? [] : [interruptedSentence(interrupted, 'drills')]),
    ...(edge === null ? [] : [edgeSentence(edge, record)]),
    countsSentence(record),
    ...(record.bySeed === undefined ? [] : [sureSentence(record, record.bySeed)]),
  ];
}

/** `11% more load and this failover does not end by itself`. */
function edgeSentence({ own, ends, stays }: MapEdge, { failsOver, seed, bySeed }: MapRecord): string {
  const drill = failsOver ? 'this failover' : 'this drill';
  const others = bySeed === undefined ? '' : otherEdges(bySeed);
  const found = `Found to ${share(EDGE_RESOLUTION)} with seed ${seed}, all else as it is.${others}`;
  if (own) {
    if (stays === null) return `Up to ${moreText(ends ?? 1)} load ${drill} holds or comes back.`;
    return `${moreText(stays)} load and ${drill} does not end by itself. ${found}`;
  }
  if (ends === null) return `As it is ${drill} does not end by itself, nor with ${moreText(stays ?? 1)} load.`;
  return `As it is ${drill} does not end by itself; ${moreText(ends)} load and it holds or comes back. ${found}`;
}

/** What other seeds say of it: ` With seeds 1–3 it is from 9% to 13% more.` */
function otherEdges({ seeds, edges }: Seeded): string {
  const found = edges.map(each => each?.stays ?? null);
  const known = found.filter(each => each !== null);
  if (known.length < 2) return '';
  const rest = known.length < seeds.length ? ` (with ${known.length} of them: the others show none)` : '';
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const from = least === most ? moreText(least) : `from ${moreText(least)} to ${moreText(most)}`;
  return ` With ${seedsText(seeds)} it is ${from}${rest}.`;
}

/** How sure the edges are. */
function sureSentence({ axes: [columns, rows], outcomes }: MapRecord, { seeds, agreeing }: Seeded): string {
  const drilled = agreeing.flat().filter(each => each !== null);
  if (drilled.length === 0) {
    const isOne = new Set(outcomes.flat()).size <= 1;
    return isOne ? 'There is no edge.' : 'No cell at an edge was drilled with further seeds.';
  }
  const sure = drilled.filter(each => each === seeds.length).length;
  const edges = `${count(sure)} of ${count(drilled.length)} cells at the edges came to the same with ${seedsText(seeds)}`;
  const longest = longestUnsure(agreeing.map(row => row.map(each => each !== null && each < seeds.length)));
  if (longest === null) return `${edges}.`;
  const { row, from, to } = longest;
  const value = (i: number): string => columns.values[i] as string;
  const band = from === to ? value(from) : `${value(from)} to ${value(to)}`;
  return `${edges}; where they did not (${UNSURE_SIGN.letter}) it is chance on which side a drill falls: at most ${columns.path} ${band}, at ${rows.path} ${rows.values[row]}.`;
}

/** `seeds 1–3`. */
function seedsText(seeds: readonly number[]): string {
  return `seeds ${seeds[0]}–${seeds.at(-1)}`;
}

/** Whether seeds of a cell differ. */
export function isUnsureAt({ bySeed }: Pick<MapRecord, 'bySeed'>, column: number, row: number): boolean {
  const agreeing = bySeed?.agreeing[row]?.[column] ?? null;
  return agreeing !== null && agreeing < (bySeed as Seeded).seeds.length;
}

/** `11% more`, `20% less`; of the script's own load `no more`. */
function moreText(load: number): string {
  if (load === 1) return 'no more';
  return load > 1 ? `${share(load - 1)} more` : `${share(1 - load)} less`;
}

function countsSentence({ outcomes, drilled, coarse }: MapRecord): string {
  const cells = outcomes.flat();
  const numberOf = (outcome: MapOutcome | null): number => cells.filter(each => each === outcome).length;
  const parts = MAP_OUTCOMES.filter(outcome => numberOf(outcome) > 0).map(
    outcome => `${count(numberOf(outcome))} ${PLURAL[outcome]}`,
  );
  const drills = drilled.flat().filter(each => each).length;
  const rest =
    drills === cells.length
      ? 'all were drilled.'
      : `${count(drills)} were drilled; the others lie between drilled cells of one outcome, where one less than ${coarse} cells wide or high can hide.`;
  return `Of ${count(cells.length)} cells ${parts.join(', ')}: ${rest}`;
}

const PLURAL: Readonly<Record<MapOutcome, string>> = {
  holds: 'hold',
  recovers: 'break and come back',
  'stays-down': 'break and stay down',
  unknown: 'are not known',
};

/** What was drilled, and how. */
export function howText({ cacheSettings, topology, clock, seed, bySeed, arrivals }: MapRecord): string {
  const seeds = bySeed === undefined ? '' : `, at the edges ${seedsText(bySeed.seeds)}`;
  return `The script's own drill with ${cacheSettings.name} on ${topology.name} in each cell that was drilled (${clock}, seed ${seed}${seeds}, ${arrivals} arrivals).`;
}

/** The rows from the most down to the least, as a chart has them; marks where the drill is if nobody varies it. */
function picture(record: MapRecord, paint: Paint): string[] {
  const {
    axes: [columns, rows],
    outcomes,
  } = record;
  const left = Math.max(...rows.values.map(({ length }) => length), rows.path.length);
  const room = WIDTH - left - 6;
  const wide = columns.values.length * 2 <= room ? 2 : 1;
  const lines = rows.values.map((value, y) => {
    const isOwn = rows.own?.nearest === y;
    const shown = isOwn || y % LABEL_EVERY === 0 || y === rows.values.length - 1;
    const cells = (outcomes[y] as readonly (MapOutcome | null)[]).map((outcome, x) => {
      if (outcome === null) return NOT_REACHED.repeat(wide);
      const { letter, tone } = MAP_SIGNS[outcome];
      return paint(tone, (isUnsureAt(record, x, y) ? UNSURE_SIGN.letter : letter).padEnd(wide));
    });
    return `  ${(shown ? value : '').padStart(left)} ${isOwn ? '>' : ' '} ${cells.join('')}`.trimEnd();
  });
  const indent = ' '.repeat(left + 5);
  const own = columns.own === null ? [] : [`${indent}${' '.repeat(wide * columns.own.nearest)}^`];
  return [
    `  ${rows.path.padStart(left)}`,
    ...lines.toReversed(),
    ...own,
    `${indent}${ends(columns, columns.values.length * wide)}`,
  ];
}

/** Rows between two labels. */
const LABEL_EVERY = 4;

/** Below the columns: the least, the name and the most. */
function ends({ path, values }: MapAxis, width: number): string {
  const [first, last] = [values[0] as string, values.at(-1) as string];
  const space = Math.max(path.length + 2, width - first.length - last.length);
  const before = Math.floor((space - path.length) / 2);
  return `${first}${' '.repeat(before)}${path}${' '.repeat(space - before - path.length)}${last}`;
}

function legend(record: MapRecord, paint: Paint): string[] {
  const { axes, outcomes } = record;
  const signs = MAP_OUTCOMES.filter(outcome => outcomes.flat().includes(outcome)).map(outcome => {
    const { letter, tone, words } = MAP_SIGNS[outcome];
    return `  ${paint(tone, letter)}  ${words}`;
  });
  const own = axes.flatMap(({ path, own }, i) =>
    own === null ? [] : [`${i === 0 ? '^' : '>'}  ${path} ${own.value}`],
  );
  const isUnsure = outcomes.some((row, y) => row.some((_, x) => isUnsureAt(record, x, y)));
  if (isUnsure) signs.push(`  ${UNSURE_SIGN.letter}  ${UNSURE_SIGN.words}: there it is chance`);
  return [...signs, ...(own.length === 0 ? [] : [`  ${own.join('   ')}: as it is`])];
}
