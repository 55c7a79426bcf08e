import { expect, test } from 'vitest';
import { incidentRun } from '../../record/test-run.ts';
import { marksOf, numberedTimeline, phasesOf } from './phases.ts';

const event = (atS: number, operation: string, target: string, detail = '') => ({ atS, operation, target, detail });

const phases = (timeline: ReturnType<typeof event>[], endS = 45) =>
  phasesOf(timeline, 'primary', endS).map(
    ({ fromS, toS, label, unsettled }) => `${fromS}–${toS} ${label}${unsettled ? ' ~' : ''}`,
  );

test('a failover with a drain, and back at once', () => {
  expect(phases([...incidentRun().timeline])).toEqual([
    ...['0–13 on primary', '13–28 moving to alternate ~', '28–37 on alternate', '37–45 on primary'],
  ]);
});

test('the proxy’s own word for an ordered move does not end the drain', () => {
  const moved = [event(13, 'fail-over', 'alternate'), event(20, 'active-pool', 'alternate')];
  expect(phases([...moved, event(28, 'fail-over-completed', 'alternate')])).toEqual([
    ...['0–13 on primary', '13–28 moving to alternate ~', '28–45 on alternate'],
  ]);
});

test('a move that the proxy decides is at once', () => {
  expect(phases([event(7, 'active-pool', 'alternate')])).toEqual(['0–7 on primary', '7–45 on alternate']);
});

test('degradations and restarts are phases within, and may overlap', () => {
  expect(
    phases([
      event(5, 'degrade', 'directory', 'latency 3x'),
      event(10, 'restart', 'alternate', 'all instances'),
      event(20, 'restart-completed', 'alternate', 'back to normal'),
      event(30, 'degrade', 'directory', 'healthy'),
    ]),
  ).toEqual([
    '0–5 on primary',
    '5–10 on primary, directory degraded ~',
    '10–20 on primary, directory degraded, alternate restarting ~',
    '20–30 on primary, directory degraded ~',
    '30–45 on primary',
  ]);
});

test('what setup did makes no phase, and what came after the end none either', () => {
  expect(phases([event(-0.01, 'fail-over', 'alternate'), event(60, 'fail-back', 'primary')])).toEqual([
    '0–45 moving to alternate ~',
  ]);
});

test('operations have numbers, what follows from them has none', () => {
  const numbers = numberedTimeline(incidentRun().timeline).map(({ operation, number }) => `${number} ${operation}`);
  expect(numbers).toEqual([
    ...[
      '1 deploy',
      '2 fail-over',
      'null fail-over-completed',
      '3 roll-back',
      '4 fail-back',
      'null fail-back-completed',
    ],
  ]);
});

test('marks are the operations after setup, the onset and the recovery, in time', () => {
  expect(marksOf(incidentRun()).map(({ atS, sign, label }) => `${atS} ${sign} ${label}`)).toEqual([
    '1.5 1 deploy all pools',
    '13 2 fail-over → alternate',
    '29 ! timeouts begin',
    '36 3 roll-back all pools',
    '37 4 fail-back → primary',
    '38 ✓ service back',
  ]);
});

test('a site that flaps does not hide the chart under its events', () => {
  const timeline = Array.from({ length: 500 }, (_, s) => event(s, 'instance-down', 'primary-0'));
  const { timeouts } = incidentRun();
  expect(marksOf({ timeline, timeouts }).filter(({ kind }) => kind === 'event')).toHaveLength(40);
});
