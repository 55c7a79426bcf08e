/** The parts of a run's text that say how it was judged: timeouts, objectives, thresholds, timeline. */

import type { MeasuredRun } from '../record/run-record.ts';
import { count, NO_DATA, rate, seconds, share } from '../verdict/figures.ts';
import { limitText } from '../verdict/objectives/limit-text.ts';
import { secondText, timeOfDay } from '../verdict/time-of-day.ts';
import { type Cell, heads, table, wrap } from './layout.ts';
import { leadingReasons } from './leading-reasons.ts';
import { remarkText, statusText, thresholdStatus, thresholdValue, valueText } from './objective-text.ts';
import type { Paint, Tone } from './paint.ts';

type Status = MeasuredRun['objectives'][number]['status'];

/** Longer lists are for the record. */
const MOST_ROUTES = 5;
const MOST_CHECKS = 12;
const MOST_MARKS = 30;
const STATUS_TONES: Record<Status, Tone> = {
  ok: 'good',
  broken: 'bad',
  'not-applicable': 'faint',
  'no-data': 'doubtful',
};

/** @param isSaid whether the leading reasons have said when they began, at what load, and what was full */
export function onsetPart({ timeouts, cause, startsAt }: MeasuredRun, isSaid: boolean, paint: Paint): string[] {
  if (timeouts.count === 0) return [];
  const { recoveredS, metastable, recovery } = timeouts;
  const rows = isSaid ? [] : beganRows(timeouts, cause, startsAt);
  for (const route of timeouts.routes.slice(0, MOST_ROUTES)) {
    const from = route.onsetS === null ? 'scattered' : `from ${secondText(route.onsetS, startsAt)}`;
    const name = route.name === '' ? '(no name)' : route.name;
    rows.push(['route', `${name}: ${count(route.count)} (${share(route.share)}), ${from}`]);
  }
  const more = timeouts.routes.length - MOST_ROUTES;
  if (more > 0) rows.push(['', `and ${count(more)} more routes`]);
  if (recoveredS !== null) rows.push(['service back', secondText(recoveredS, startsAt)]);
  if (recovery !== null && (recovery.outcome === 'down' || recovery.outcome === 'back-at-less-load')) {
    rows.push([recovery.outcome === 'down' ? 'service back' : '', recoveryText(recovery, metastable)]);
  }
  if (rows.length === 0) return [];
  return [paint('heading', 'Timeouts'), ...table(rows.map(([name, value]) => [faint(name, paint), { text: value }]))];
}

function beganRows(
  { onsetS, firstS, onsetPool, ...timeouts }: MeasuredRun['timeouts'],
  cause: MeasuredRun['cause'],
  startsAt: string | null,
): [string, string][] {
  const rows: [string, string][] = [];
  if (onsetS === null) rows.push(['scattered', `first in ${secondText(firstS ?? 0, startsAt)}, never sustained`]);
  else {
    rows.push(['began', secondText(onsetS, startsAt)]);
    rows.push(['planned load', perSecond(timeouts.onsetRatePerSecond)]);
    if (onsetPool !== null) rows.push([`load on ${onsetPool}`, perSecond(timeouts.onsetPoolRatePerSecond)]);
    if (timeouts.afterFailoverS !== null) rows.push(['after failover', seconds(timeouts.afterFailoverS)]);
  }
  if (cause !== null && cause.atS !== null) {
    const what = cause.pool === null ? 'directory' : `${resourceText(cause.resource)} of ${cause.pool}`;
    rows.push(['full first', `${what}, from ${secondText(cause.atS, startsAt)}`]);
  }
  return rows;
}

function recoveryText(
  { outcome, seenS, loadPerSecond }: NonNullable<MeasuredRun['timeouts']['recovery']>,
  metastable: boolean | null,
): string {
  const how =
    outcome === 'down'
      ? `still down when seen last, ${seconds(seenS ?? 0)} after the trigger was gone`
      : `only when load fell to ${rate(loadPerSecond ?? 0)}, ${seconds(seenS ?? 0)} after the trigger was gone`;
  return metastable === true ? `${how} (metastable)` : how;
}

export function objectivesPart({ objectives }: MeasuredRun, paint: Paint): string[] {
  if (objectives.length === 0) return [];
  const rows = objectives.map(objective => [
    statusCell(objective.status, paint),
    { text: objective.name },
    { text: limitText(objective) },
    { text: valueText(objective), right: true },
    { text: remarkText(objective) },
  ]);
  return [paint('heading', 'Objectives'), ...table([heads(['', 'name', 'limit', '>value', 'margin'], paint), ...rows])];
}

export function thresholdsPart({ thresholds }: MeasuredRun, paint: Paint): string[] {
  if (thresholds.length === 0) return [];
  const rows = thresholds.map(threshold => [
    statusCell(thresholdStatus(threshold), paint),
    { text: threshold.metric },
    { text: threshold.expression },
    { text: thresholdValue(threshold) },
  ]);
  return [paint('heading', 'Thresholds'), ...table([heads(['', 'metric', 'expression', 'value'], paint), ...rows])];
}

/** What else speaks against it: the reasons that do not head the report. */
export function othersPart(reasons: readonly string[], paint: Paint): string[] {
  const { others } = leadingReasons(reasons);
  return others.length === 0
    ? []
    : [paint('heading', 'Also'), ...others.flatMap(reason => wrap(reason, '  • ', '    '))];
}

/** What the script checked: k6's checks decide nothing, so those that failed are to be seen. */
export function checksPart({ checks }: MeasuredRun, paint: Paint): string[] {
  if (checks.length === 0) return [];
  const shown = checks.slice(0, MOST_CHECKS);
  const rows = shown.map(({ name, passes, fails }) => [
    statusCell(fails === 0 ? 'ok' : 'broken', paint),
    { text: name },
    { text: count(passes), right: true },
    { text: count(fails), right: true },
    { text: share(passes / (passes + fails)), right: true },
  ]);
  const rest = checks.slice(MOST_CHECKS);
  const broken = rest.filter(({ fails }) => fails > 0).length;
  const more = `  … and ${count(rest.length)} more, ${broken === 0 ? 'none of which ever failed' : `${count(broken)} of which failed`}`;
  return [
    paint('heading', 'Checks'),
    ...table([heads(['', 'name', '>passed', '>failed', '>share'], paint), ...rows]),
    ...(rest.length === 0 ? [] : [more]),
  ];
}

export function timelinePart({ timeline, timeouts, cause, startsAt }: MeasuredRun, paint: Paint): string[] {
  const marks = [
    ...timeline.map(({ atS, operation, target, detail }) => ({
      atS,
      what: operation,
      where: target,
      detail,
      tone: null,
    })),
    ...mark(
      cause?.atS ?? null,
      `${resourceText(cause?.resource ?? null)} full`,
      cause?.pool ?? 'directory',
      '',
      'doubtful',
    ),
    ...mark(timeouts.onsetS, 'timeouts begin', timeouts.onsetPool ?? '', '', 'bad'),
    ...mark(timeouts.count === 0 ? null : timeouts.recoveredS, 'service back', '', '', 'good'),
  ].sort((a, b) => a.atS - b.atS);
  if (marks.length === 0) return [];
  const shown = marks.slice(0, MOST_MARKS);
  const rows = shown.map(({ atS, what, where, detail, tone }) => [
    { text: `${trimmed(atS)} s`, right: true },
    ...(startsAt === null ? [] : [{ text: timeOfDay(startsAt, atS) }]),
    tone === null ? { text: what } : { text: what, show: (text: string) => paint(tone, text) },
    { text: where },
    { text: detail },
  ]);
  const more = marks.length - shown.length;
  const rest = more === 0 ? [] : [`  … and ${count(more)} more`];
  return [paint('heading', 'Timeline'), ...table(rows), ...rest];
}

function resourceText(resource: NonNullable<MeasuredRun['cause']>['resource']): string {
  return resource === 'cpu' ? 'CPU' : resource === 'directory' ? 'slots' : (resource ?? '');
}

interface Mark {
  readonly atS: number;
  readonly what: string;
  readonly where: string;
  readonly detail: string;
  readonly tone: Tone | null;
}

function mark(atS: number | null, what: string, where: string, detail: string, tone: Tone): Mark[] {
  return atS === null ? [] : [{ atS, what, where, detail, tone }];
}

function statusCell(status: Status, paint: Paint): Cell {
  return { text: statusText(status), show: text => paint(STATUS_TONES[status], text) };
}

function faint(text: string, paint: Paint): Cell {
  return { text, show: shown => paint('faint', shown) };
}

function perSecond(value: number | null): string {
  return value === null ? NO_DATA : rate(value);
}

function trimmed(atS: number): string {
  return String(Math.round(atS * 10) / 10);
}
