import type { RawSeries } from './counter.ts';
import { withZeros } from './labelled-counter.ts';
import type { RangeReader, Span } from './range-reader.ts';
import { ROLE_NAMES, ROLES, type Role, type RoleQuery } from './role.ts';
import type { Twin } from './twin.ts';

/** What was read of a service, role by role. */
export interface Telemetry {
  readonly span: Span;
  readonly roles: Readonly<Partial<Record<Role, readonly RawSeries[]>>>;
  /** Of histograms what was measured in all, s. */
  readonly sums: Readonly<Partial<Record<Role, readonly RawSeries[]>>>;
  /** What is not there, and what is not known for want of it: a sentence each. */
  readonly gaps: readonly string[];
  /** Why nothing can be fitted: a sentence each. */
  readonly problems: readonly string[];
}

/** Without these nothing can be fitted. */
const NEEDED: ReadonlySet<Role> = new Set(['cpu', 'requests']);

/** The name of a histogram's buckets, where its query is a selector. */
const BUCKETS = /(?<=^(?:[a-zA-Z_:][\w:]*|\{__name__=~?"[^"]*))_bucket\b/;

/** Reads all roles of a twin. */
export async function readTelemetry(reader: RangeReader, twin: Twin, span: Span): Promise<Telemetry> {
  const gaps: string[] = [];
  const problems: string[] = [];
  const roles: Partial<Record<Role, readonly RawSeries[]>> = {};
  const sums: Partial<Record<Role, readonly RawSeries[]>> = {};
  const found = await Promise.all(
    ROLE_NAMES.map(async role => {
      const query = twin.roles[role];
      if (query === undefined) return { role, query, read: null, sum: null };
      const [read, sum] = await Promise.all([
        reader.read(query.query, span),
        BUCKETS.test(query.query) ? reader.read(query.query.replace(BUCKETS, '_sum'), span) : null,
      ]);
      return { role, query, read, sum };
    }),
  );
  for (const { role, query, read, sum } of found) {
    const without = `not known without it: ${ROLES[role].without}`;
    const other = query === undefined ? standInOf(role, twin) : false;
    if (other) continue;
    const say = NEEDED.has(role) ? problems : gaps;
    if (query === undefined || read === null) say.push(`${role}: there is no query; ${without}`);
    else if ('problem' in read) say.push(`${role}: ${query.query} cannot be read (${read.problem}); ${without}`);
    else if (read.series.length === 0)
      say.push(`${role}: ${query.query} gave nothing between ${text(span.fromMs)} and ${text(span.toMs)}; ${without}`);
    else {
      const whole = (all: readonly RawSeries[]): RawSeries[] =>
        (ROLES[role].kind === 'gauge' ? all : withZeros(all, twin.everyMs)).map(series => scaled(series, query));
      roles[role] = whole(read.series);
      if (read.notNumbers > 0) gaps.push(`${role}: ${read.notNumbers} samples were no numbers, and are left out`);
      say.push(...missingLabels(role, query, read.series));
      if (sum !== null && 'series' in sum) sums[role] = whole(sum.series);
    }
  }
  const there = whereAnything(span, roles, twin);
  if (there.fromMs !== span.fromMs || there.toMs !== span.toMs)
    gaps.push(
      `time: between ${text(span.fromMs)} and ${text(span.toMs)} there is telemetry from ${text(there.fromMs)} to ${text(there.toMs)} alone, which is what this rests on`,
    );
  return { span: there, roles, sums, gaps, problems };
}

/** A scrape or two that are missing at an end are no end. */
const BESIDE = 2.5;

/** The part of a time in which there is anything at all: somebody asked for more than has been, or for what is kept no longer. */
function whereAnything(
  { fromMs, toMs }: Span,
  roles: Telemetry['roles'],
  { everyMs, windowMs }: Pick<Twin, 'everyMs' | 'windowMs'>,
): Span {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const role of NEEDED)
    for (const { atMs } of roles[role] ?? []) {
      first = Math.min(first, atMs[0] ?? first);
      last = Math.max(last, atMs.at(-1) ?? last);
    }
  if (first >= last) return { fromMs, toMs };
  return {
    // In its first moments a process has counters that nobody saw at zero.
    fromMs: first - fromMs > BESIDE * everyMs ? first + windowMs : fromMs,
    toMs: toMs - last > BESIDE * everyMs ? last : toMs,
  };
}

/** Whether another role says what nobody asked for in this one. */
function standInOf(role: Role, { roles }: Twin): boolean {
  if (role === 'lookups') return roles.requests?.labels.outcome !== undefined;
  return role === 'latency' && roles.durations !== undefined;
}

function scaled(series: RawSeries, { times }: RoleQuery): RawSeries {
  if (times === 1) return series;
  const { le } = series.labels;
  // Of a histogram the bounds are durations; what it counts are requests.
  if (le !== undefined) return { ...series, labels: { ...series.labels, le: String(Number(le) * times) } };
  return { ...series, values: series.values.map(value => value * times) };
}

/** Labels without which a role says nothing. */
const NEEDS: Readonly<Partial<Record<Role, readonly ('pool' | 'outcome' | 'route')[]>>> = {
  cpu: ['pool'],
  requests: ['pool', 'route'],
  lookups: ['pool', 'outcome'],
};

function missingLabels(role: Role, { query, labels }: RoleQuery, series: readonly RawSeries[]): string[] {
  const there = [...new Set(series.flatMap(each => Object.keys(each.labels)))].filter(label => label !== '__name__');
  const problems: string[] = [];
  for (const meaning of NEEDS[role] ?? []) {
    const label = labels[meaning];
    if (label !== undefined && there.includes(label)) continue;
    const what = label === undefined ? `no label says the ${meaning}` : `no series has the label ${label}`;
    problems.push(
      `${role}: ${what} (${query} has ${there.join(', ') || 'none'}): name it in roles.${role}.labels.${meaning}`,
    );
  }
  if (ROLES[role].kind === 'histogram' && !there.includes('le'))
    problems.push(`${role}: ${query} has no label le: buckets are needed, whose names end in _bucket`);
  return problems;
}

function text(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
