/** JUnit XML: each objective and threshold is a test case, and so is the verdict, which may withhold a pass that they all give. */

import { sum } from '../measure/column.ts';
import type { BacktestRecord } from '../record/backtest-record.ts';
import type { ApartRecord, CalibrationRecord } from '../record/calibration-record.ts';
import type { CapacityRecord } from '../record/capacity-record.ts';
import type { ArmRecord, CompareRecord } from '../record/compare-record.ts';
import type { InstancesRecord } from '../record/instances-record.ts';
import type { RankingRecord } from '../record/ranking-record.ts';
import type { RepeatRecord } from '../record/repeat-record.ts';
import type { ReplayRecord } from '../record/replay-record.ts';
import type { RolloutRecord } from '../record/rollout-record.ts';
import type { UncertaintyRecord } from '../record/uncertainty-record.ts';
import { changeWithin, figureText } from '../verdict/figures.ts';
import { metricTitle } from '../verdict/metric-title.ts';
import { namedObjectives } from '../verdict/objectives/class-objectives.ts';
import { limitText } from '../verdict/objectives/limit-text.ts';
import { figuresOf } from '../verdict/replicated-run.ts';
import { stageText } from '../verdict/rollout.ts';
import { apartBias, apartValue } from './apart-text.ts';
import { backtestTitle } from './backtest-text.ts';
import { calibrationTitle } from './calibration-text.ts';
import { capacityTitle } from './capacity-text.ts';
import { compareTitle } from './compare-text.ts';
import { type HeadWord, headWord, type VerdictWord } from './head-word.ts';
import { instancesTitle } from './instances-text.ts';
import { remarkText, thresholdStatus, thresholdValue, valueText } from './objective-text.ts';
import { rankingTitle } from './ranking-text.ts';
import { repeatTitle } from './repeat-text.ts';
import { becameText, replayTitle } from './replay-text.ts';
import { rolloutTitle } from './rollout-text.ts';
import { runTitle } from './text.ts';
import { uncertaintyTitle } from './uncertainty-text.ts';

type Status = ArmRecord['objectives'][number]['status'];

interface TestCase {
  readonly suite: string;
  readonly name: string;
  readonly status: Status;
  readonly message: string;
  readonly detail?: string;
}

/** A test suite: what was judged, and every figure that it rests on as a property, so that nobody reads them out of sentences. */
interface Suite {
  readonly title: string;
  readonly startedAt: string;
  readonly durationS: number;
  readonly cases: readonly TestCase[];
  readonly figures: readonly (readonly [name: string, value: number])[];
}

/** A run's `junit.xml`. */
export function runJunit(run: ArmRecord): string {
  const { startedAt, durationS, objectives, classes, hold, timeouts, cause, generator } = run;
  const { requests, pools, directory, knobs } = run;
  return document({
    ...{ title: runTitle(run), startedAt, durationS },
    cases: [verdictCase(run), ...casesOf(run, '')],
    figures: figuresOf({
      ...{ objectives, classes, hold, timeouts, cause, generator },
      ...{ requests, pools, directory, knobs },
    }),
  });
}

/** A comparison's `junit.xml`: its verdict, its metrics, and the candidate's objectives and thresholds. */
export function compareJunit(comparison: CompareRecord): string {
  const { differences, failing, candidate } = comparison;
  const cases: TestCase[] = [verdictCase(comparison)];
  for (const { metric, baseline, candidate: value, change, interval } of differences) {
    const status = baseline === null ? 'no-data' : 'ok';
    const from =
      baseline === null || value === null ? '–' : `${figureText(metric, baseline)} → ${figureText(metric, value)}`;
    const by = change === null ? '' : `: ${changeWithin(metric, change, interval)}`;
    // Whether a difference speaks against the candidate is the verdict's to say, once.
    cases.push({
      suite: 'differences',
      name: `${metricTitle(metric)} ${from}${by}`,
      status: status === 'ok' ? 'ok' : 'not-applicable',
      message: 'no data in both arms',
    });
  }
  cases.push(...casesOf(candidate, `${candidate.cacheSettings.name} `));
  const { startedAt, durationS } = candidate;
  return document({
    title: compareTitle(comparison),
    startedAt,
    durationS,
    cases,
    figures: figuresOf({ differences, failing }),
  });
}

/** A capacity's `junit.xml`: whether the headroom is what is asked for. */
export function capacityJunit(record: CapacityRecord): string {
  const {
    startedAt,
    probes,
    capacityPerSecond,
    interval,
    confidence,
    recoversAtPerSecond,
    peak,
    headroom,
    headroomLimit,
  } = record;
  return document({
    ...{ title: capacityTitle(record), startedAt, durationS: heldS(probes), cases: [verdictCase(record)] },
    figures: figuresOf({ capacityPerSecond, interval, confidence, recoversAtPerSecond, peak, headroom, headroomLimit }),
  });
}

/** Whether a pool has as many instances as it needs. */
export function instancesJunit(record: InstancesRecord): string {
  const { startedAt, probes, needed, has, headroom, ratePerSecond } = record;
  return document({
    ...{ title: instancesTitle(record), startedAt, durationS: heldS(probes), cases: [verdictCase(record)] },
    figures: figuresOf({ needed, has, headroom, ratePerSecond }),
  });
}

/** A rollout's `junit.xml`: its verdict, and each stage. */
export function rolloutJunit(record: RolloutRecord): string {
  const { startedAt, durationS, stages, halted, topology, blastRadius, recoveredS } = record;
  const statuses = { passed: 'ok', breached: 'broken', 'not-reached': 'not-applicable' } as const;
  const cases = stages.map(
    (stage, i): TestCase => ({
      ...{ suite: 'stages', name: stageText(stage, topology), status: statuses[stage.outcome] },
      message: halted !== null && halted.stage === i ? halted.reason : stage.outcome.replace('-', ' '),
    }),
  );
  return document({
    ...{ title: rolloutTitle(record), startedAt, durationS, cases: [verdictCase(record), ...cases] },
    figures: figuresOf({ failures: halted?.failures ?? null, blastRadius, recoveredS }),
  });
}

/** A repeated run's `junit.xml`: its verdict, and that of each seed. */
export function repeatJunit(record: RepeatRecord): string {
  const { startedAt, seeds, figures } = record;
  const cases = seeds.map(
    ({ seed, verdict, path }): TestCase => ({
      ...{ suite: 'seeds', name: `seed ${seed}`, status: STATUSES[verdict], message: `${verdict}: ${path}` },
    }),
  );
  return document({
    ...{ title: repeatTitle(record), startedAt, durationS: (figures.durationS?.mean ?? 0) * seeds.length },
    cases: [verdictCase(record), ...cases],
    figures: Object.entries(figures)
      .filter(([place]) => !place.startsWith('metrics.'))
      .map(([place, { mean }]) => [place, mean]),
  });
}

/** A replayed incident's `junit.xml`: its verdict, and each drill by whether it comes out as the report tells. */
export function replayJunit(record: ReplayRecord): string {
  const { startedAt, drills, elsewhere } = record;
  const cases = drills.map((drill): TestCase => {
    const { name, expected, class: became } = drill;
    const status = became === null ? 'no-data' : elsewhere || became === expected ? 'ok' : 'broken';
    return { suite: 'drills', name: `${name} ${becameText(drill)}`, status, message: `told: ${expected}` };
  });
  return document({
    ...{ title: replayTitle(record), startedAt, durationS: sum(drills.map(({ durationS }) => durationS)) },
    cases: [verdictCase(record), ...cases],
    figures: figuresOf({ drills: drills.map(({ name, errors, timeouts }) => ({ name, errors, timeouts })) }),
  });
}

/** A ranking's `junit.xml`: the verdict on the best; that others fail is what a ranking is for. */
export function rankingJunit(record: RankingRecord): string {
  const { startedAt, durationS, entries } = record;
  const named = entries.map(({ cacheSettings: { name }, rank, failed, timeouts, errors, worstP99Ms, room }) => ({
    ...{ name, rank, failed, timeouts, errors, worstP99Ms, room },
  }));
  return document({
    ...{ title: rankingTitle(record), startedAt, durationS, cases: [verdictCase(record)] },
    figures: figuresOf({ entries: named }),
  });
}

/** A calibration's `junit.xml`: its verdict, and each figure of the windows that it was not fitted to. */
export function calibrationJunit(record: CalibrationRecord): string {
  const { telemetry, heldOut, demands } = record;
  return document({
    ...{ title: calibrationTitle(record), startedAt: telemetry.from, durationS: spanS(telemetry) },
    cases: [verdictCase(record), ...heldOut.map(apartCase)],
    figures: figuresOf({
      demands: demands.map(({ path, ms, interval, standing }) => ({ path, ms, interval, standing })),
    }),
  });
}

/** A backtest's `junit.xml`: its verdict, and each figure. */
export function backtestJunit(record: BacktestRecord): string {
  const { telemetry, apart, causes } = record;
  return document({
    ...{ title: backtestTitle(record), startedAt: telemetry.from, durationS: spanS(telemetry) },
    cases: [verdictCase(record), ...apart.map(apartCase)],
    figures: figuresOf({ apart, causes }),
  });
}

/** The `junit.xml` of a drill with a calibration's doubt: the verdict, and every draw. */
export function uncertaintyJunit(record: UncertaintyRecord): string {
  const { calibration, failing, undecided, draws } = record;
  return document({
    ...{ title: uncertaintyTitle(record), startedAt: calibration.from, durationS: 0, cases: [verdictCase(record)] },
    figures: figuresOf({ failing, undecided, draws }),
  });
}

function apartCase(each: ApartRecord): TestCase {
  const { figure, observed, predicted, bias, holds } = each;
  const [was, said] = [apartValue(each, observed), apartValue(each, predicted)];
  const message = `${said} in the twin, ${was} measured (${apartBias(each, bias)})`;
  return { suite: 'figures', name: figure, status: holds ? 'ok' : 'broken', message };
}

function spanS({ from, to }: CalibrationRecord['telemetry']): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

function heldS(probes: CapacityRecord['probes']): number {
  return sum(probes.map(({ holdS }) => holdS));
}

const STATUSES: Readonly<Record<HeadWord, TestCase['status']>> = {
  pass: 'ok',
  safe: 'ok',
  measured: 'not-applicable',
  fail: 'broken',
  worse: 'broken',
  holds: 'ok',
  off: 'broken',
  inconclusive: 'no-data',
  interrupted: 'no-data',
};

function verdictCase(judged: {
  readonly verdict: VerdictWord;
  readonly reasons: readonly string[];
  readonly interrupted?: unknown;
}): TestCase {
  const { reasons } = judged;
  const verdict = headWord(judged);
  return {
    ...{ suite: 'verdict', name: 'verdict', status: STATUSES[verdict], message: `${verdict}: ${reasons[0] ?? ''}` },
    detail: reasons.join('\n'),
  };
}

function casesOf(run: ArmRecord, prefix: string): TestCase[] {
  return [
    ...namedObjectives(run).map(([called, objective]) => ({
      suite: `${prefix}objectives`,
      name: `${called} ${limitText(objective)}`,
      status: objective.status,
      message: [valueText(objective), remarkText(objective)].filter(part => part !== '' && part !== '–').join(', '),
    })),
    ...run.thresholds.map(threshold => ({
      suite: `${prefix}thresholds`,
      name: `${threshold.metric} ${threshold.expression}`,
      status: thresholdStatus(threshold),
      message: `is ${thresholdValue(threshold)}`,
    })),
  ];
}

function document({ title, startedAt, durationS, cases, figures }: Suite): string {
  const failures = cases.filter(({ status }) => status === 'broken').length;
  const errors = cases.filter(({ status }) => status === 'no-data').length;
  const skipped = cases.filter(({ status }) => status === 'not-applicable').length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="${skipped}"`;
  const time = `time="${durationS}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="headroom" ${counts} ${time}>`,
    `  <testsuite name="${escaped(title)}" ${counts} ${time} timestamp="${escaped(startedAt)}">`,
    ...propertyLines(figures),
    ...cases.flatMap(caseLines),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function propertyLines(figures: Suite['figures']): string[] {
  if (figures.length === 0) return [];
  return [
    '    <properties>',
    ...figures.map(([name, value]) => `      <property name="${escaped(name)}" value="${value}"/>`),
    '    </properties>',
  ];
}

const ELEMENTS: Record<Status, string | null> = {
  ok: null,
  broken: 'failure',
  'no-data': 'error',
  'not-applicable': 'skipped',
};

function caseLines({ suite, name, status, message, detail }: TestCase): string[] {
  const open = `    <testcase classname="${escaped(suite)}" name="${escaped(name)}"`;
  const element = ELEMENTS[status];
  if (element === null && detail === undefined) return [`${open}/>`];
  if (element === null)
    return [`${open}>`, `      <system-out>${escaped(detail ?? '')}</system-out>`, '    </testcase>'];
  const attribute = message === '' ? '' : ` message="${escaped(message)}"`;
  const body = detail === undefined ? '/>' : `>${escaped(detail)}</${element}>`;
  return [`${open}>`, `      <${element}${attribute}${body}`, '    </testcase>'];
}

/** XML 1.0 has no place for most control characters and lone surrogates, not even escaped. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(
      /[&<>"\n]/g,
      char => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' })[char] as string,
    );
}
