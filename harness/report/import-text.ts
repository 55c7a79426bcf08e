/** The terminal's report of an import, in 80 columns: when the service is asked, for what, and how often for the same again. */

import { hitRatioOfSize, type ImportRecord, type ImportReuse } from '../record/import-record.ts';
import { count, ms, rate, ratio, seconds, share } from '../verdict/figures.ts';
import { heads, table, WIDTH, wrap } from './layout.ts';
import { type Paint, plain } from './paint.ts';

/** Routes in the table; the record has them all. */
const MOST_ROUTES = 12;
/** Rows of a curve. */
const MOST_POINTS = 10;
const BLOCKS = '▁▂▃▄▅▆▇█';

/** The whole report. */
export function importText(record: ImportRecord, paint: Paint = plain): string {
  const parts = [
    [paint('heading', importTitle(record)), ...sentences(record).flatMap(text => wrap(text, '  • ', '    '))],
    ratePart(record, paint),
    routesPart(record, paint),
    reusePart(record, paint),
  ];
  return `${parts
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** `shop: 1,200,000 requests in 24 h`. */
export function importTitle({ name, log }: ImportRecord): string {
  return `${name}: ${count(log.requests)} requests in ${seconds(log.spanS)}`;
}

/** `--quiet` */
export function importLine(record: ImportRecord): string {
  return `${importTitle(record)}. ${sentences(record).join(' ')}`;
}

/** What is to be known first. */
export function sentences(record: ImportRecord): string[] {
  const { log, leftOut, rate: curve, user, sessions, reuse, profile } = record;
  const { second, minute } = curve.peak;
  const unparsed =
    log.unparsed === 0
      ? []
      : [`${count(log.unparsed)} of ${count(log.lines)} lines (${share(log.unparsed / log.lines)}) could not be read.`];
  const order =
    log.outOfOrder.lines === 0
      ? []
      : [
          `${count(log.outOfOrder.lines)} lines are earlier than one before them, by ${seconds(log.outOfOrder.mostS)} at most.`,
        ];
  return [
    `Busiest minute ${instant(minute.at)}: ${rate(minute.perSecond)}, ${ratio(minute.perSecond / curve.meanPerSecond)} times the mean; ` +
      `busiest second ${rate(second.perSecond)}.`,
    ...(sessions === null
      ? [`No request names a user (${user.by}).`]
      : [
          `${count(sessions.users)} users (by ${user.by}) in ${count(sessions.sessions)} sessions of ` +
            `${figure(sessions.requestsPerSession.mean)} requests in the mean.`,
        ]),
    ...(reuse === null
      ? ['No route looks anything up: there is no reuse to count.']
      : [
          `${count(reuse.lookups)} lookups of ${count(reuse.keys)} distinct keys: no cache, however large, gives more than ` +
            `${share(reuse.bySize.hitRatio.at(-1) ?? 0)} hits${bestTtl(reuse)}.`,
        ]),
    ...leftOut.map(({ why, requests }) => `Left out: ${count(requests)} requests ${why}.`),
    ...unparsed,
    ...order,
    ...(profile === null
      ? []
      : [
          `The script replays ${count(profile.requests)} requests of ${seconds(profile.spanS)} from ${instant(profile.startsAt)}` +
            `${profile.sampleRate === 1 ? '' : `, for ${share(profile.sampleRate)} of the keys`}.`,
        ]),
  ];
}

function bestTtl({ byTtl }: ImportReuse): string {
  const last = byTtl.ttlS.length - 1;
  return last < 0
    ? ''
    : `; with a ttl of ${seconds(byTtl.ttlS[last] as number)}, ${share(byTtl.hitRatio[last] as number)}`;
}

function ratePart({ rate: curve }: ImportRecord, paint: Paint): string[] {
  const { counts, bucketS, startsAt } = curve;
  if (counts.length < 2) return [];
  const width = Math.min(WIDTH - 4, counts.length);
  const wide = Array.from({ length: width }, (_, i) => {
    const [from, to] = [Math.floor((i * counts.length) / width), Math.floor(((i + 1) * counts.length) / width)];
    const all = counts.slice(from, to);
    return all.reduce((sum, each) => sum + each, 0) / (all.length * bucketS);
  });
  const most = Math.max(...wide, Number.MIN_VALUE);
  const line = wide.map(each => (each <= 0 ? ' ' : BLOCKS[Math.min(7, Math.floor((each / most) * 8))])).join('');
  const end = new Date(Date.parse(startsAt) + counts.length * bucketS * 1000).toISOString();
  const [from, to] = [instant(startsAt), instant(end)];
  return [
    paint('heading', `Requests per second (highest ${rate(most)})`),
    `  ${line}`,
    `  ${paint('faint', `${from}${to.padStart(Math.max(0, width - from.length))}`)}`,
  ];
}

function routesPart({ routes }: ImportRecord, paint: Paint): string[] {
  const shown = routes.slice(0, MOST_ROUTES);
  const rest = routes.length - shown.length;
  return [
    paint('heading', 'What is asked for'),
    ...table([
      heads(['>share', 'route', 'status', '>p50', 'looks up'], paint),
      ...shown.map(route => [
        { text: share(route.share), right: true },
        { text: `${route.method} ${route.path}` },
        { text: topStatus(route.statuses) },
        { text: route.durationMs === null ? '–' : ms(route.durationMs.p50), right: true },
        { text: keyText(route) },
      ]),
    ]),
    ...(rest > 0 ? [`  and ${count(rest)} more`] : []),
  ];
}

/** What a route is taken to look up or change. */
export function keyText({ reads, writes }: Pick<ImportRecord['routes'][number], 'reads' | 'writes'>): string {
  if (reads !== null) return `${reads.entry} by ${reads.by}`;
  if (writes === 'uncached') return 'writes uncached';
  return writes === null ? '–' : `writes ${writes.entry} by ${writes.by}`;
}

function topStatus(statuses: ImportRecord['statuses']): string {
  return Object.entries(statuses).sort((a, b) => b[1] - a[1])[0]?.[0] ?? '–';
}

function reusePart({ reuse }: ImportRecord, paint: Paint): string[] {
  if (reuse === null) return [];
  const { bySize, byTtl } = reuse;
  const [sizes, ttls] = [spread(bySize.entries), spread(byTtl.ttlS)];
  const rows = Array.from({ length: Math.max(sizes.length, ttls.length) }, (_, row) => {
    const [size, ttl] = [sizes[row], ttls[row]];
    return [
      { text: size === undefined ? '' : count(bySize.entries[size] as number), right: true },
      { text: size === undefined ? '' : share(bySize.hitRatio[size] as number), right: true },
      { text: '   ' },
      { text: ttl === undefined ? '' : seconds(byTtl.ttlS[ttl] as number), right: true },
      { text: ttl === undefined ? '' : share(byTtl.hitRatio[ttl] as number), right: true },
    ];
  });
  const { method } = bySize;
  const how =
    method.kind === 'exact'
      ? 'Exact: one LRU cache for all, empty at first; or one with room for all whose entries expire.'
      : `By ${count(method.followed)} keys, ${share(method.sampleRate)} of all, chosen by their hash (SHARDS).`;
  return [
    paint('heading', 'Hits, by the size of the cache and by its ttl'),
    ...table([heads(['>entries', '>hits', '', '>ttl', '>hits'], paint), ...rows]),
    ...wrap(how, '  ', '  '),
    ...(reuse.kinds.length < 2 ? [] : ['', ...kindsTable(reuse, paint)]),
  ];
}

function kindsTable(reuse: ImportReuse, paint: Paint): string[] {
  const sizes = spread(reuse.bySize.entries, 4).map(i => reuse.bySize.entries[i] as number);
  return table([
    heads(['kind', '>lookups', '>keys', ...sizes.map(size => `>at ${count(size)}`)], paint),
    ...reuse.kinds.map(({ entry, lookups, keys }) => [
      { text: entry },
      { text: count(lookups), right: true },
      { text: count(keys), right: true },
      ...sizes.map(size => ({ text: share(hitRatioOfSize(reuse, size, entry) ?? 0), right: true })),
    ]),
  ]);
}

/** Indexes of some of a list's items, the first and the last among them. */
function spread({ length }: readonly unknown[], most = MOST_POINTS): number[] {
  if (length <= most) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (length - 1)) / (most - 1)));
}

/** `2026-06-01 09:04:00` */
export function instant(at: string): string {
  return at.slice(0, 19).replace('T', ' ');
}

function figure(value: number): string {
  return value < 10 ? String(Math.round(value * 10) / 10) : count(value);
}
