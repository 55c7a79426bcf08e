/** JUnit XML: each objective and threshold is a test case, and so is the verdict, which may withhold a pass that they all give. */

import { sum } from '../measure/column.ts';
import type { CapacityRecord } from '../record/capacity-record.ts';
import type { ArmRecord, CompareRecord } from '../record/compare-record.ts';
import { changeWithin, figureText } from '../verdict/figures.ts';
import { metricTitle } from '../verdict/metric-title.ts';
import { limitText } from '../verdict/objectives/limit-text.ts';
import { capacityTitle } from './capacity-text.ts';
import { compareTitle } from './compare-text.ts';
import { remarkText, thresholdStatus, thresholdValue, valueText } from './objective-text.ts';
import { runTitle } from './text.ts';

type Status = ArmRecord['objectives'][number]['status'];

interface TestCase {
  readonly suite: string;
  readonly name: string;
  readonly status: Status;
  readonly message: string;
  readonly detail?: string;
}

/** A run's `junit.xml`. */
export function runJunit(run: ArmRecord): string {
  const cases = [
    verdictCase(run.verdict === 'pass', run.verdict === 'fail', run.verdict, run.reasons),
    ...casesOf(run, ''),
  ];
  return document(runTitle(run), run.startedAt, run.durationS, cases);
}

/** A comparison's `junit.xml`: its verdict, its metrics, and the candidate's objectives and thresholds. */
export function compareJunit(comparison: CompareRecord): string {
  const { verdict, reasons, differences, candidate } = comparison;
  const cases: TestCase[] = [verdictCase(verdict === 'safe', verdict === 'worse', verdict, reasons)];
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
  return document(compareTitle(comparison), candidate.startedAt, candidate.durationS, cases);
}

/** A capacity's `junit.xml`: whether the headroom is what is asked for. */
export function capacityJunit(record: CapacityRecord): string {
  const { verdict, reasons, probes } = record;
  const heldS = sum(probes.map(({ holdS }) => holdS));
  const cases = [verdictCase(verdict === 'pass', verdict === 'fail', verdict, reasons)];
  return document(capacityTitle(record), record.startedAt, heldS, cases);
}

function verdictCase(good: boolean, bad: boolean, verdict: string, reasons: readonly string[]): TestCase {
  const status: Status = good ? 'ok' : bad ? 'broken' : 'no-data';
  return {
    suite: 'verdict',
    name: 'verdict',
    status,
    message: `${verdict}: ${reasons[0] ?? ''}`,
    detail: reasons.join('\n'),
  };
}

function casesOf({ objectives, thresholds }: ArmRecord, prefix: string): TestCase[] {
  return [
    ...objectives.map(objective => ({
      suite: `${prefix}objectives`,
      name: `${objective.name} ${limitText(objective)}`,
      status: objective.status,
      message: [valueText(objective), remarkText(objective)].filter(part => part !== '' && part !== '–').join(', '),
    })),
    ...thresholds.map(threshold => ({
      suite: `${prefix}thresholds`,
      name: `${threshold.metric} ${threshold.expression}`,
      status: thresholdStatus(threshold),
      message: `is ${thresholdValue(threshold)}`,
    })),
  ];
}

function document(title: string, startedAt: string, durationS: number, cases: readonly TestCase[]): string {
  const failures = cases.filter(({ status }) => status === 'broken').length;
  const errors = cases.filter(({ status }) => status === 'no-data').length;
  const skipped = cases.filter(({ status }) => status === 'not-applicable').length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="${skipped}"`;
  const time = `time="${durationS}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="headroom" ${counts} ${time}>`,
    `  <testsuite name="${escaped(title)}" ${counts} ${time} timestamp="${escaped(startedAt)}">`,
    ...cases.flatMap(caseLines),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
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
  if (element === null) return [`${open}/>`];
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
