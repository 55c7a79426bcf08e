/** The terminal's report of a calibration, in 80 columns: what each request costs, how sure that is, and how far the twin is from what was. */

import type { CalibrationRecord } from '../record/calibration-record.ts';
import { count, ms, seconds, share } from '../verdict/figures.ts';
import { apartTable } from './apart-text.ts';
import { heads, table, wrap } from './layout.ts';
import { type Paint, plain } from './paint.ts';
import { type Order, textPage, verdictLines } from './text-page.ts';

/** What a cost's standing means, in a table. */
export const STANDINGS: Readonly<Record<CalibrationRecord['demands'][number]['standing'], string>> = {
  known: 'known',
  rough: 'roughly',
  'moves-with': 'not identifiable',
  'too-little': 'not identifiable: too few',
  'never-came': 'never came: assumed',
  'not-told': 'not identifiable: not told by route',
};

export function calibrationText(record: CalibrationRecord, paint: Paint = plain, order?: Order): string {
  const parts = [
    costsPart(record, paint),
    record.heldOut.length === 0
      ? []
      : [
          paint('heading', 'In windows that it was not fitted to'),
          ...apartTable(record.heldOut, record.notMeasured ?? [], paint),
        ],
    record.telemetry.gaps.length === 0
      ? []
      : [paint('heading', 'What was not measured'), ...record.telemetry.gaps.flatMap(gap => wrap(gap, '  • ', '    '))],
  ];
  return textPage(verdictLines(record.verdict, calibrationTitle(record), record.reasons, paint), parts, order);
}

export function calibrationTitle({ name, telemetry, rows, demands }: CalibrationRecord): string {
  return `twin ${name}: ${demands.length} costs of ${count(rows)} windows of instances, ${telemetrySpan(telemetry)}`;
}

export function calibrationLine(record: CalibrationRecord): string {
  return `${record.verdict.toUpperCase()} ${calibrationTitle(record)}: ${record.reasons[0] ?? ''}`;
}

export function telemetrySpan({ from, to }: CalibrationRecord['telemetry']): string {
  const spanS = (Date.parse(to) - Date.parse(from)) / 1000;
  return `${seconds(spanS)} from ${from.slice(0, 16).replace('T', ' ')} UTC`;
}

/** `GET /orders/:id miss` for a cost of a route; others are as the topology has them. */
export function costName(path: string): string {
  return path.replace(/^service\.routes\.(.*)\.cost(?:\.(\w+))?$/, (_, route: string, part?: string) =>
    part === undefined ? route : `${route} ${part}`,
  );
}

function costsPart({ demands, store, skews, import: from }: CalibrationRecord, paint: Paint): string[] {
  const rows = demands.map(({ path, ms: mean, interval: [low, high], share: part, standing, shape }) => [
    { text: costName(path) },
    { text: standing === 'never-came' ? '–' : ms(mean), right: true },
    { text: standing === 'never-came' ? '–' : `${ms(low)}–${ms(high)}`, right: true },
    { text: share(part), right: true },
    { text: standing === 'known' ? (shape ?? 'shape assumed') : STANDINGS[standing] },
  ]);
  const others = [
    ...(store === null
      ? ['The store was not measured: its latency and limit are assumed.']
      : [
          `The store takes ${ms(store.meanMs)} (${ms(store.interval[0])}–${ms(store.interval[1])}, ${store.shape})${storeLimitText(store)}.`,
        ]),
    ...skews.map(
      ({ name, skew, observed, reached }) =>
        `Keys of ${name} are as uneven as Zipf’s law with ${skew.toFixed(2)}: hit ratio ${share(reached)}, where ${share(observed)} was measured.`,
    ),
    ...(from === undefined ? [] : [localityText(from)]),
  ];
  return [
    paint('heading', 'CPU time of a request'),
    ...table([heads(['cost', '>mean', '>90 %', '>of CPU', ''], paint), ...rows]),
    ...others.flatMap(text => wrap(text, '  ', '  ')),
  ];
}

/** Where locality comes from, and what its exact curves say of today's settings. */
export function localityText({
  file,
  requests,
  sampleRate,
  ofSize,
  ofTtl,
  observed,
  reached,
}: NonNullable<CalibrationRecord['import']>): string {
  const exact = [
    ...(ofSize === null ? [] : [`one LRU cache of today’s size would have ${share(ofSize)}`]),
    ...(ofTtl === null ? [] : [`one with room for all and today’s ttl ${share(ofTtl)}`]),
  ];
  const of = sampleRate === 1 ? '' : `, each for ${Math.round(1 / sampleRate)} like it`;
  const text = (value: number | null): string => (value === null ? 'not measured' : share(value));
  return `Keys are those of ${count(requests)} requests of ${file}, in their order${of}: hit ratio ${text(reached)} in the twin, ${text(observed)} measured${exact.length === 0 ? '' : `; by the log’s exact curves ${exact.join(', ')}`}.`;
}

/** How many calls the store works on at once, and how that is known. */
function storeLimitText({ slots, knee }: NonNullable<CalibrationRecord['store']>): string {
  if (slots !== null) return `, ${count(slots)} calls at once`;
  const most = knee?.most == null ? '' : `${knee.most.toFixed(1)} calls in progress`;
  switch (knee?.kind) {
    case 'knee':
      return `; it works on ${knee.slots} calls at once by an estimate (${knee.interval?.join('–')}): where its latency rises`;
    case 'never-near':
      return `; its limit is not identifiable, since it was never near it (${most} at most), and is assumed`;
    case 'other-cause':
      return `; its limit is not identifiable, since its latency rises for another reason than calls in progress (${most} at most), and is assumed`;
    case 'too-little':
    case undefined:
      return '; its limit is assumed';
  }
}
