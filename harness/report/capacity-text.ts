/** The terminal's report of a capacity, in 80 columns. */

import type { CapacityRecord } from '../record/capacity-record.ts';
import { isEnough } from '../verdict/capacity.ts';
import type { CapacityProbe } from '../verdict/capacity-probe.ts';
import { turningCapacitySentence } from '../verdict/capacity-sensitivity.ts';
import { count, ms, rate, ratio, seconds, share } from '../verdict/figures.ts';
import { limitName } from '../verdict/limiting-resource.ts';
import { headWord } from './head-word.ts';
import { heads, table, wrap } from './layout.ts';
import { type Paint, plain } from './paint.ts';
import { targetPart, unknownIn } from './target-text.ts';
import { type Order, textPage, verdictLines } from './text-page.ts';

const OUTCOMES = { held: 'holds', broke: 'breaks', unclear: 'unclear' } as const;

/** The whole report of a capacity. */
export function capacityText(record: CapacityRecord, paint: Paint = plain, order?: Order): string {
  const parts = [
    figuresPart(record, paint),
    probesPart(record, paint),
    classesPart(record, paint),
    targetPart(record, paint),
    notesPart(record),
  ];
  return textPage(verdictLines(headWord(record), capacityTitle(record), record.reasons, paint), parts, order);
}

/** `--quiet`: the figure, what it rests on, and what would turn the verdict. */
export function capacityLine(record: CapacityRecord): string {
  const { pool, cacheSettings, capacityPerSecond, headroom, headroomLimit, sensitivity } = record;
  const figure = capacityPerSecond === null ? 'none' : `${rate(capacityPerSecond)}${intervalText(record)}`;
  const times = headroom === null ? '' : `, ${ratio(headroom)} × peak`;
  const turning =
    sensitivity === undefined ? null : turningCapacitySentence(sensitivity, isEnough(headroom, headroomLimit));
  const line = `${headWord(record).toUpperCase()} capacity of ${pool} with ${cacheSettings.name}: ${figure}${times}`;
  return turning === null ? line : `${line}. ${turning}`;
}

/** What was measured, in a few words. */
export function capacityTitle({
  script,
  cacheSettings,
  topology,
  pool,
  start,
  clock,
  arrivals,
  seeds,
}: CapacityRecord): string {
  const from = seeds[0]?.seed ?? 0;
  const which = seeds.length > 1 ? `${count(seeds.length)} seeds from ${from}` : `seed ${from}`;
  return (
    `Capacity of ${pool} on ${topology.name} from a ${start} start, with ${cacheSettings.name}, users of ${script.name} ` +
    `(${clock}, ${which}, ${arrivals} arrivals)`
  );
}

/** ` (95%: 1,340–1,410)` over seeds; of one ` (1,340–1,354)`, what held and what broke; '' where nothing is known of it. */
export function intervalText({
  interval: [low, high],
  confidence,
}: Pick<CapacityRecord, 'interval' | 'confidence'>): string {
  if (confidence !== null) return ` (95%: ${count(confidence[0])}–${count(confidence[1])})`;
  if (low === null) return '';
  return high === null ? ` (${count(low)} or more)` : ` (${count(low)}–${count(high)})`;
}

/** What a pool runs out of, in a cell. */
export function limitText(limit: CapacityProbe['limitedBy']): string {
  return limit === null ? '–' : limitName(limit);
}

function figuresPart(record: CapacityRecord, paint: Paint): string[] {
  const { capacityPerSecond, recoversAtPerSecond, peak, headroom, headroomLimit, limitedBy, topology } = record;
  const { scale } = topology;
  const real = (perSecond: number): string => (scale === 1 ? '' : `, ${rate(perSecond * scale)} at real scale`);
  const rows: [string, string][] = [
    [
      'capacity',
      capacityPerSecond === null
        ? 'none'
        : `${rate(capacityPerSecond)}${intervalText(record)}${real(capacityPerSecond)}`,
    ],
    ['regional peak', `${rate(peak)}${real(peak)}`],
    [
      'headroom',
      `${headroom === null ? '–' : ratio(headroom)}${headroomLimit === null ? '' : `, ${ratio(headroomLimit)} asked for`}`,
    ],
    ['limited by', limitText(limitedBy)],
  ];
  const looked = record.probes.some(({ kind }) => kind === 'recovery');
  if (looked) {
    const text =
      recoversAtPerSecond === null
        ? 'no load that was tried: it stays down by itself'
        : `up to ${rate(recoversAtPerSecond)}`;
    rows.push(['recovers, once overloaded, at', text]);
  }
  return [paint('heading', 'Capacity'), ...table(rows.map(([name, text]) => [{ text: name }, { text }]))];
}

/** By load, of the first seed: the others' are in the record. */
function probesPart({ probes, target }: CapacityRecord, paint: Paint): string[] {
  const seed = probes[0]?.seed;
  const shown = probes.filter(probe => probe.seed === seed).sort(byKindAndLoad);
  const rows = shown.map(({ kind, ratePerSecond, outcome, broken, p99Ms, cpu, peakMemory, hitRatio }) => [
    { text: rate(ratePerSecond), right: true },
    {
      text: kind === 'recovery' ? (outcome === 'held' ? 'recovers' : 'stays down') : OUTCOMES[outcome],
      show: (text: string) => paint(outcome === 'held' ? 'good' : outcome === 'broke' ? 'bad' : 'doubtful', text),
    },
    { text: p99Ms === null ? '–' : ms(p99Ms), right: true },
    { text: cpu === null ? unknownIn({ target }, 'cpu') : share(cpu), right: true },
    { text: peakMemory === null ? unknownIn({ target }, 'memory') : share(peakMemory), right: true },
    { text: hitRatio === null ? unknownIn({ target }, 'hitRatio') : share(hitRatio), right: true },
    { text: kind === 'recovery' ? 'after an overload' : broken.join(', ') },
  ]);
  const titles = ['>load', '', '>p99', '>CPU', '>memory', '>hit ratio', 'broke'];
  const several = probes.some(probe => probe.seed !== seed) ? ` of seed ${seed}` : '';
  return [paint('heading', `Probes${several}`), ...table([heads(titles, paint), ...rows])];
}

/** By class of requests, what share of each was answered well at the highest load that held and the lowest that broke, of the first seed. */
function classesPart({ probes }: CapacityRecord, paint: Paint): string[] {
  const seed = probes[0]?.seed;
  const holds = probes.filter(probe => probe.seed === seed && probe.kind === 'hold').sort(byKindAndLoad);
  const shown = [
    holds.findLast(({ outcome }) => outcome === 'held'),
    holds.find(({ outcome }) => outcome === 'broke'),
  ].filter(probe => probe !== undefined);
  const names = shown[0]?.classes?.map(({ name }) => name) ?? [];
  if (names.length === 0) return [];
  const rows = names.map((name, rank) => [
    { text: name },
    ...shown.map(({ classes }) => {
      const good = classes?.[rank]?.good ?? null;
      return { text: good === null ? '–' : share(good), right: true };
    }),
  ]);
  const titles = shown.map(({ ratePerSecond, outcome }) => `>${rate(ratePerSecond)}, ${OUTCOMES[outcome]}`);
  return [paint('heading', 'Answered well, by class'), ...table([heads(['', ...titles], paint), ...rows])];
}

function byKindAndLoad(a: CapacityProbe, b: CapacityProbe): number {
  return a.kind === b.kind ? a.ratePerSecond - b.ratePerSecond : a.kind < b.kind ? -1 : 1;
}

function notesPart({ interval: [low, high], ...record }: CapacityRecord): string[] {
  const { holdS, resolution, callsPerSession, topology, knobs, seeds } = record;
  const idle = Object.entries(knobs).filter(([, times]) => times === 0);
  const held =
    record.target === undefined
      ? `Each load was held for ${seconds(holdS)} on a fresh site`
      : `Loads were held one after the other, from caches as they were, up to the first that broke; those near the limit for ${seconds(holdS)}`;
  const notes = [
    `${held}: at a timeout of ${seconds(topology.timeoutMs / 1000)} an overload of ` +
      `${share(resolution)} shows by then. A session makes ${callsPerSession.toFixed(2)} requests.`,
    ...(seeds.length > 1
      ? [
          "The capacity is the mean of the seeds, its interval Student's of that mean" +
            `${low === null || high === null ? '' : `; the seeds themselves span ${rate(low)} to ${rate(high)}`}.`,
        ]
      : []),
    ...(idle.length > 0
      ? [
          `${idle.map(([knob]) => knob).join(', ')} never did anything in that time: this says nothing about them. --hold makes it longer.`,
        ]
      : []),
  ];
  return notes.flatMap(note => wrap(note, '  ', '  '));
}
