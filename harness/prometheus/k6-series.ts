import type { RunRecord } from '../record/run-record.ts';
import type { Series } from './write-request.ts';

type Labels = Readonly<Record<string, string>>;
type Samples = Series['samples'];

/** Prometheus refuses samples that are older than half of its first block, an hour; a margin for the way there. */
const OLDEST_MS = 50 * 60_000;

/** Second by second from the record's series. */
const BY_SECOND: ReadonlySet<string> = new Set([
  'k6_vus',
  'k6_http_reqs_total',
  'k6_http_req_duration_p99',
  'k6_http_req_duration_med',
]);

/**
 * The load of a run under the names of k6's Prometheus remote write, so that dashboards made for that show it: `k6_<counter>_total`, `k6_<rate>_rate`,
 * `k6_<gauge>`, `k6_<trend>_<statistic>`, times in seconds. VUs, requests to the system under test and their response time are by second;
 * all other metrics are those of k6's summary, at the end, counters from 0 at t = 0. Labels are those of `--tag`, among them `testid`, which
 * such dashboards choose runs by: the script and the moment of t = 0 where nobody gives one.
 * @param zeroMs Unix time of t = 0, ms @param nowMs Unix time; what Prometheus would refuse as too old is left out
 */
export function k6Series(record: RunRecord, tags: Labels, zeroMs: number, nowMs: number): Series[] {
  const { script, cacheSettings, seed, durationS } = record;
  const labels = {
    testid: `${script.name}-${new Date(zeroMs).toISOString().slice(0, 19)}Z`,
    ...tags,
    ...{ script: script.name, settings: cacheSettings.name, seed: String(seed) },
  };
  const endMs = Math.round(zeroMs + durationS * 1000);
  const series = (name: string, samples: Samples): Series => ({
    ...{ name, labels },
    samples: samples.filter(([atMs]) => nowMs - atMs <= OLDEST_MS),
  });
  return [
    ...bySecond(record, zeroMs).map(([name, samples]) => series(name, samples)),
    ...finals(record)
      .filter(({ name }) => !BY_SECOND.has(name))
      .map(({ name, value, isCounter }) =>
        series(name, [...(isCounter ? [[Math.round(zeroMs), 0] as const] : []), [endMs, value]]),
      ),
  ].filter(({ samples }) => samples.length > 0);
}

function bySecond({ series }: RunRecord, zeroMs: number): [name: string, samples: Samples][] {
  const { intervalS, columns } = series;
  // A sample stands at the end of what it is of.
  const atMs = (i: number): number => Math.round(zeroMs + (i + 1) * intervalS * 1000);
  const values = (column: string, unit = 1): Samples =>
    (columns[column] ?? []).flatMap((value, i) => (value === null ? [] : [[atMs(i), value / unit] as const]));
  let issued = 0;
  return [
    ['k6_vus', values('vus')],
    [
      'k6_http_reqs_total',
      [[Math.round(zeroMs), 0], ...values('offered').map(([at, n]) => [at, (issued += n)] as const)],
    ],
    ['k6_http_req_duration_p99', values('p99Ms', 1000)],
    ['k6_http_req_duration_med', values('p50Ms', 1000)],
  ];
}

interface Final {
  readonly name: string;
  readonly value: number;
  readonly isCounter: boolean;
}

/** The script's metrics as its summary has them; parts of a metric, which thresholds have (`http_req_duration{…}`), are not. */
function finals({ metrics }: RunRecord): Final[] {
  return Object.entries(metrics).flatMap(([name, metric]) => (name.includes('{') ? [] : finalsOf(name, metric)));
}

function finalsOf(metric: string, { type, contains, values }: RunRecord['metrics'][string]): Final[] {
  const final = (suffix: string, value: number | undefined, isCounter = false): Final[] =>
    value === undefined ? [] : [{ name: `k6_${metric}${suffix}`, value, isCounter }];
  switch (type) {
    case 'counter':
      return final('_total', values.count, true);
    case 'gauge':
      return final('', values.value);
    case 'rate':
      return final('_rate', values.rate);
    case 'trend':
      return Object.entries(values).flatMap(([statistic, value]) => {
        const suffix = statistic.replace(/^p\((.*)\)$/, 'p$1').replace('.', '_');
        return final(`_${suffix}`, contains === 'time' ? value / 1000 : value);
      });
  }
}
