import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import { replicated, replicatedFigureSchema } from '../verdict/replications.ts';
import { verdictSchema } from '../verdict/verdict.ts';
import { readRecordFile, seal, writeRecordFile } from './record-file.ts';
import { cacheSettingsSchema, scriptSchema, topologySchema } from './record-parts.ts';
import type { RunRecord } from './run-record.ts';

export const REPEAT_SCHEMA_VERSION = 1;

const number = z.number();
const maybe = number.nullable();

/** One drill with several seeds: every figure of their run records, with its interval. */
export const repeatRecordSchema = z
  .strictObject({
    schemaVersion: z.literal(REPEAT_SCHEMA_VERSION),
    verdict: verdictSchema.describe('The gravest of the seeds: fail, inconclusive, pass.'),
    reasons: z.array(z.string()).describe('Sentences that a person can act on, the most important first.'),
    script: scriptSchema,
    topology: topologySchema,
    cacheSettings: cacheSettingsSchema,
    clock: z.enum(['live', 'virtual']),
    seeds: z.array(z.strictObject({ seed: number, verdict: verdictSchema, path: z.string() })),
    arrivals: z.enum(['poisson', 'even']),
    startedAt: z.iso.datetime(),
    startsAt: z.iso.datetime().nullable(),
    figures: z
      .record(z.string(), replicatedFigureSchema)
      .describe(
        'By their place in the run record: timeouts.onsetS, pools.alternate.holdCpu, metrics.http_req_duration.avg.',
      ),
    series: z
      .strictObject({
        intervalS: number,
        columns: z.record(
          z.string(),
          z.strictObject({ mean: z.array(maybe), low: z.array(maybe), high: z.array(maybe) }),
        ),
      })
      .describe("The run records' series: mean and 95 % interval of each interval."),
    integrity: z.string().describe('Fingerprint of all the rest: an edited record is refused.'),
  })
  .meta({ title: 'Headroom repeated run' });

export type RepeatRecord = Fact<typeof repeatRecordSchema>;

/** What is the same in all seeds, or no figure. */
const NO_FIGURES = ['schemaVersion', 'seed', 'script', 'topology', 'cacheSettings', 'timeline', 'series', 'integrity'];
const VERDICTS = ['fail', 'inconclusive', 'pass'] as const;

/** Makes one record of the runs of several seeds. @param runs at least one. @param paths of their records */
export function repeatOf(runs: readonly RunRecord[], paths: readonly string[]): RepeatRecord {
  const first = runs[0] as RunRecord;
  const verdict = VERDICTS.find(each => runs.some(run => run.verdict === each)) ?? 'pass';
  const { script, topology, cacheSettings, clock, arrivals, startedAt, startsAt } = first;
  const record = seal({
    schemaVersion: REPEAT_SCHEMA_VERSION,
    verdict,
    reasons: reasonsOf(runs, verdict),
    ...{ script, topology, cacheSettings, clock },
    seeds: runs.map(({ seed, verdict }, i) => ({ seed, verdict, path: paths[i] ?? '' })),
    ...{ arrivals, startedAt, startsAt },
    figures: figuresOf(runs),
    series: seriesOf(runs),
  });
  return repeatRecordSchema.parse(record);
}

/** How many seeds came to the verdict, and the reasons of the first that did. */
function reasonsOf(runs: readonly RunRecord[], verdict: RunRecord['verdict']): string[] {
  const those = runs.filter(run => run.verdict === verdict);
  const word = { pass: 'passes', fail: 'fails', inconclusive: 'is inconclusive' }[verdict];
  const seeds = those.map(({ seed }) => seed);
  const which = those.length === runs.length ? '' : `: ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`;
  const of = runs.length === 1 ? '' : `It ${word} with ${those.length} of ${runs.length} seeds${which}.`;
  const reasons = those[0]?.reasons ?? [];
  return [
    ...(of === '' ? [] : [of]),
    ...reasons.map(reason => (runs.length === 1 ? reason : `Seed ${seeds[0]}: ${reason}`)),
  ];
}

/** Every number of the records by its place, in the order of the first record that has it. */
function figuresOf(runs: readonly RunRecord[]): RepeatRecord['figures'] {
  const byPlace = new Map<string, (number | null)[]>();
  runs.forEach((run, i) => {
    const rest = Object.fromEntries(Object.entries(run).filter(([key]) => !NO_FIGURES.includes(key)));
    collect(rest, '', (place, value) => {
      let values = byPlace.get(place);
      if (values === undefined) byPlace.set(place, (values = new Array<number | null>(runs.length).fill(null)));
      values[i] = value;
    });
  });
  const figures: Record<string, RepeatRecord['figures'][string]> = {};
  for (const [place, values] of byPlace) {
    const figure = replicated(values);
    if (figure !== null)
      figures[place] = { ...figure, interval: figure.interval === null ? null : [...figure.interval] };
  }
  return figures;
}

/** Lists are by the names of their elements: objectives, routes; thresholds by their metric and expression. */
function collect(value: unknown, place: string, add: (place: string, value: number) => void): void {
  if (typeof value === 'number') add(place, value);
  else if (Array.isArray(value)) for (const each of value) collect(each, `${place}.${nameOf(each)}`, add);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      // k6's metrics keep their statistics in `values`: a word that says nothing.
      const isValues = key === 'values' && place.startsWith('metrics.');
      collect(each, isValues ? place : place === '' ? key : `${place}.${key}`, add);
    }
  }
}

function nameOf(element: unknown): string {
  const { name, metric, expression } = element as { name?: string; metric?: string; expression?: string };
  return name ?? `${metric} ${expression}`;
}

function seriesOf(runs: readonly RunRecord[]): RepeatRecord['series'] {
  const first = runs[0] as RunRecord;
  const columns: Record<string, RepeatRecord['series']['columns'][string]> = {};
  // A seed whose last iterations take longer has a longer record: all that all have is compared.
  const same = runs.filter(({ series }) => series.intervalS === first.series.intervalS);
  for (const [name, own] of Object.entries(first.series.columns)) {
    const all = same.map(({ series }) => series.columns[name] ?? []);
    const length = Math.min(own.length, ...all.map(column => column.length));
    const column = { mean: [] as (number | null)[], low: [] as (number | null)[], high: [] as (number | null)[] };
    for (let i = 0; i < length; i++) {
      const figure = replicated(all.map(each => each[i] ?? null));
      column.mean.push(figure === null ? null : digits(figure.mean));
      column.low.push(figure?.interval == null ? null : digits(figure.interval[0]));
      column.high.push(figure?.interval == null ? null : digits(figure.interval[1]));
    }
    columns[name] = column;
  }
  return { intervalS: first.series.intervalS, columns };
}

/** Six digits: a chart has no use for more, and there are three numbers where a run has one. */
function digits(value: number): number {
  return Number(value.toPrecision(6));
}

/** Writes `repeat.json`. */
export function writeRepeat(file: string, record: RepeatRecord): void {
  writeRecordFile(file, record);
}

/** Reads `repeat.json`. @throws InputErrors if it is none, of another version, truncated or edited. */
export function readRepeat(file: string): RepeatRecord {
  return readRecordFile(file, repeatRecordSchema, 'record of a repeated run', REPEAT_SCHEMA_VERSION);
}
