import type { ImportRecord, ImportReuse } from '../../record/import-record.ts';
import { count, ms, rate, ratio, seconds, share } from '../../verdict/figures.ts';
import { importTitle, instant, keyText, sentences } from '../import-text.ts';
import { contents } from './contents.ts';
import { type CurveLine, curveChart, MOST_LINES, roundTicks } from './curve-chart.ts';
import { dataPart } from './data-part.ts';
import { htmlDocument } from './document.ts';
import { fileNameOf } from './file-name.ts';
import { embeddedJson, html, type Markup, NOTHING } from './markup.ts';
import { noCharts } from './no-charts.ts';
import type { PageAssets } from './page-assets.ts';
import { facts, table } from './table.ts';

const MOST_ROUTES = 50;
const SHARES = [0, 0.25, 0.5, 0.75, 1];
const [KIB, MIB, GIB] = [2 ** 10, 2 ** 20, 2 ** 30];

/** The report of an import: when the service is asked, for what, and how often for the same again. */
export function renderImportHtml(record: ImportRecord, assets: PageAssets): string {
  const { name, log, reuse } = record;
  const fileName = fileNameOf(name, 'import');
  const title = `Import of ${name}`;
  const parts = ['Load', 'Routes', ...(reuse === null ? [] : ['Reuse']), 'Users', 'Log', 'Raw data'];
  const body = html`<header>
<p class="eyebrow">Headroom import of access logs</p>
<h1>${importTitle(record)}</h1>
<div class="banner">${sentences(record).map((text, i) => html`<p${i === 0 ? html` class="lead"` : NOTHING}>${text}</p>`)}</div>
</header>
${contents(parts)}
<section aria-labelledby="load"><h2 id="load">Load</h2>
${loadChart(record)}
${peaks(record)}</section>
<section aria-labelledby="routes"><h2 id="routes">Routes</h2>
${routesTable(record)}</section>
${reuse === null ? NOTHING : reusePart(reuse)}
<section aria-labelledby="users"><h2 id="users">Users</h2>
${usersPart(record)}</section>
<section aria-labelledby="log"><h2 id="log">Log</h2>
${table(
  'The logs, in the order of their times',
  [
    { title: 'log' },
    { title: 'format' },
    { title: 'lines' },
    { title: 'not read' },
    { title: 'from' },
    { title: 'to' },
  ],
  log.files.map(file => ({
    cells: [
      file.name,
      file.format,
      count(file.lines),
      count(file.unparsed),
      file.firstAt === null ? '–' : instant(file.firstAt),
      file.lastAt === null ? '–' : instant(file.lastAt),
    ],
  })),
)}</section>
${dataPart('the import', 'It is all that was counted: no user, id or query of the log is in it.', fileName, Buffer.byteLength(embeddedJson(record).text), [])}
`;
  return htmlDocument({ title, verdict: null, body, data: record, plan: noCharts(fileName) }, assets);
}

function loadChart({ rate: curve }: ImportRecord): Markup {
  const { counts, bucketS, startsAt, peak } = curve;
  const start = Date.parse(startsAt) / 1000;
  const values = counts.map(each => each / bucketS);
  const most = Math.max(...values, Number.MIN_VALUE) * 1.05;
  const spanS = counts.length * bucketS;
  const every =
    [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 86_400].find(each => spanS / each <= 8) ?? 604_800;
  const ticks = Array.from({ length: Math.floor(spanS / every) + 2 }, (_, i) => (Math.ceil(start / every) + i) * every);
  return curveChart({
    summary: `Requests per second from ${instant(startsAt)} on; the busiest minute has ${rate(peak.minute.perSecond)}`,
    lines: [{ label: 'requests', points: values.map((value, i) => [start + i * bucketS, value]) }],
    x: {
      ...{ label: 'time, UTC', isLogarithmic: false, ticks },
      text: value => {
        const text = new Date(value * 1000).toISOString();
        return every >= 86_400 ? text.slice(5, 10) : every >= 60 ? text.slice(11, 16) : text.slice(11, 19);
      },
    },
    ...{ most, yTicks: roundTicks(most), yText: rate },
    caption: `Requests per second, in steps of ${seconds(bucketS)}.`,
  });
}

function peaks({ rate: { meanPerSecond, peak, dispersion } }: ImportRecord): Markup {
  const text = ({ perSecond, at }: { perSecond: number; at: string }): string =>
    `${rate(perSecond)} at ${instant(at)} UTC, ${ratio(perSecond / meanPerSecond)} times the mean`;
  return facts([
    ['mean', rate(meanPerSecond)],
    ['busiest five minutes', peak.fiveMinutes === null ? 'the log is shorter' : text(peak.fiveMinutes)],
    ['busiest minute', text(peak.minute)],
    ['busiest second', text(peak.second)],
    [
      'variance over mean, by second',
      dispersion === null
        ? 'too few minutes to tell'
        : `${ratio(dispersion)} (1: as independent users come; drills have 1 with --arrivals poisson)`,
    ],
  ]);
}

function routesTable({ routes }: ImportRecord): Markup {
  const shown = routes.slice(0, MOST_ROUTES);
  return html`${table(
    'Routes, the most asked first',
    [
      ...[{ title: 'route' }, { title: 'share' }, { title: 'requests' }, { title: 'statuses' }],
      ...[{ title: 'p50' }, { title: 'p99' }, { title: 'size, mean' }, { title: 'taken to look up' }],
    ],
    shown.map(route => {
      const { method, path, requests, statuses, durationMs, sizeBytes } = route;
      return {
        cells: [
          html`<code>${method} ${path}</code>`,
          share(route.share),
          count(requests),
          Object.entries(statuses)
            .sort((a, b) => b[1] - a[1])
            .slice(0, 4)
            .map(([status, times]) => `${status}: ${share(times / requests)}`)
            .join(', '),
          durationMs === null ? '–' : ms(durationMs.p50),
          durationMs === null ? '–' : ms(durationMs.p99),
          sizeBytes === null ? '–' : bytes(sizeBytes.mean),
          keyText(route),
        ],
      };
    }),
  )}${routes.length > shown.length ? html`<p class="note">and ${count(routes.length - shown.length)} more, in the raw data.</p>` : NOTHING}`;
}

function reusePart(reuse: ImportReuse): Markup {
  const { bySize, byBytes, byTtl, kinds } = reuse;
  const most = kinds.slice(0, MOST_LINES - 1);
  const lines = (
    xs: readonly number[],
    all: readonly number[],
    of: (kind: (typeof kinds)[number]) => readonly number[],
  ) => [
    { label: 'all', points: paired(xs, all) },
    ...(kinds.length < 2 ? [] : most.map(kind => ({ label: kind.entry, points: paired(xs, of(kind)) }))),
  ];
  const { method } = bySize;
  const how =
    method.kind === 'exact'
      ? 'All keys were followed: it is exact.'
      : `By ${count(method.followed)} keys: the most popular, and ${share(method.sampleRate)} of the others, chosen by their hash.`;
  const shares = { most: 1, yTicks: SHARES, yText: share };
  return html`<section aria-labelledby="reuse"><h2 id="reuse">Reuse</h2>
<h3>Hits by the size of the cache</h3>
${curveChart({
  summary: 'Hit ratio by the number of entries; some figures are in the table below',
  lines: lines(bySize.entries, bySize.hitRatio, kind => kind.hitRatioBySize),
  x: { label: 'entries', isLogarithmic: true, ticks: decades(10), text: count },
  ...shares,
  caption: `One LRU cache for all kinds and all users, empty at first, whose entries do not expire. ${how}`,
})}
${byBytes === null ? NOTHING : bytesChart(byBytes, shares)}
<h3>Hits by ttl</h3>
${curveChart({
  summary: 'Hit ratio by ttl; some figures are in the table below',
  lines: lines(byTtl.ttlS, byTtl.hitRatio, kind => kind.hitRatioByTtl),
  x: { label: 'ttl', isLogarithmic: true, ticks: [1, 10, 60, 600, 3600, 21_600, 86_400, 604_800], text: seconds },
  ...shares,
  caption: 'A cache with room for all, whose entries expire so long after they were filled.',
})}
${kindsTable(reuse)}
</section>
`;
}

function bytesChart(
  curve: NonNullable<ImportReuse['byBytes']>,
  shares: { most: number; yTicks: readonly number[]; yText: (value: number) => string },
): Markup {
  const lines: CurveLine[] = [
    { label: 'lookups', points: paired(curve.bytes, curve.hitRatio) },
    { label: 'bytes', points: paired(curve.bytes, curve.byteHitRatio) },
  ];
  return html`<h3>Hits by its bytes</h3>
${curveChart({
  summary: 'Hit ratio by the bytes of the cache, of lookups and of bytes',
  lines,
  x: { label: 'bytes', isLogarithmic: true, ticks: [KIB, 32 * KIB, MIB, 32 * MIB, GIB, 32 * GIB], text: bytes },
  ...shares,
  caption:
    'The same, an entry taking as many bytes as its answer has in the log. Second line: the share of the bytes that hits would have saved.',
})}`;
}

function kindsTable({ kinds }: ImportReuse): Markup {
  const tops = [1, 10, 100, 1000];
  return table(
    'What is looked up',
    [
      ...[
        { title: 'kind' },
        { title: 'lookups' },
        { title: 'distinct keys' },
        { title: 'most hits' },
        { title: 'size, mean' },
      ],
      ...tops.map(keys => ({ title: `top ${count(keys)}` })),
      { title: 'Zipf' },
    ],
    kinds.map(({ entry, lookups, keys, hitRatioBySize, sizeBytes, popularity }) => ({
      cells: [
        ...[entry, count(lookups), count(keys), share(hitRatioBySize.at(-1) ?? 0)],
        sizeBytes === null ? '–' : bytes(sizeBytes.mean),
        ...tops.map(size => {
          const found = popularity.top.find(each => each.keys === size);
          return found === undefined ? '–' : share(found.share);
        }),
        popularity.zipf === null ? '–' : ratio(popularity.zipf),
      ],
    })),
  );
}

function usersPart({ user, sessions }: ImportRecord): Markup {
  if (sessions === null)
    return html`<p>No request names a user (${user.by}).</p>
`;
  const { requestsPerSession: perSession, thinkS, lengthS } = sessions;
  const spread = (
    { mean, p50, p90, p99 }: { mean: number; p50: number; p90: number; p99: number },
    text: (value: number) => string,
  ) => `${text(mean)} in the mean; half at most ${text(p50)}, nine tenths ${text(p90)}, 99 % ${text(p99)}`;
  return facts([
    ['who', user.by],
    ['users', count(sessions.users)],
    ['sessions', `${count(sessions.sessions)}, ended by ${seconds(sessions.gapS)} of silence`],
    ['requests a session', spread(perSession, count)],
    ['think time', thinkS === null ? 'no session has two requests' : spread(thinkS, seconds)],
    ['length of a session', spread(lengthS, seconds)],
  ]);
}

function paired(xs: readonly number[], ys: readonly number[]): [number, number][] {
  return xs.map((x, i) => [x, ys[i] ?? 0]);
}

function decades(most: number): number[] {
  return Array.from({ length: most }, (_, i) => 10 ** i);
}

/** `64 MiB` */
function bytes(value: number): string {
  const [unit, size] =
    value >= GIB ? ['GiB', GIB] : value >= MIB ? ['MiB', MIB] : value >= KIB ? ['KiB', KIB] : ['B', 1];
  const of = value / size;
  return `${of < 10 && size > 1 ? Number(of.toFixed(1)) : count(of)} ${unit}`;
}
