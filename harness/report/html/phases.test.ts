import { expect, test } from 'vitest';
import { at } from '../../operations/catalogue/test-timeline.ts';
import { incidentRun } from '../../record/test-run.ts';
import { marksOf, numberedTimeline, phasesOf } from './phases.ts';

const toAlternate = { from: 'primary', to: 'alternate', because: 'health', instance: 'primary-0' } as const;
const slow = { part: 'directory', latencyFactor: 3, latencyAddMs: 0, concurrency: 1, errors: 0 } as const;

const phases = (timeline: Parameters<typeof phasesOf>[0], endS = 45) =>
  phasesOf(timeline, 'primary', endS).map(
    ({ fromS, toS, label, unsettled }) => `${fromS}–${toS} ${label}${unsettled ? ' ~' : ''}`,
  );

test('a failover with a drain, and back at once', () => {
  expect(phases([...incidentRun().timeline])).toEqual([
    ...['0–13 on primary', '13–28 moving to alternate ~', '28–37 on alternate', '37–45 on primary'],
  ]);
});

test('the proxy’s own word for an ordered move does not end the drain', () => {
  const moved = [at(13, 'fail-over', { to: 'alternate', overMs: 15_000 }), at(20, 'active-pool', toAlternate)];
  expect(phases([...moved, at(28, 'fail-over-completed', { to: 'alternate' })])).toEqual([
    ...['0–13 on primary', '13–28 moving to alternate ~', '28–45 on alternate'],
  ]);
});

test('a move that the proxy decides is at once', () => {
  expect(phases([at(7, 'active-pool', toAlternate)])).toEqual(['0–7 on primary', '7–45 on alternate']);
});

test('degradations and restarts are phases within, and may overlap', () => {
  expect(
    phases([
      at(5, 'degrade', { pool: null, degradation: slow, forMs: null }),
      at(10, 'restart', { pool: 'alternate', share: 1 }),
      at(20, 'restart-completed', { pool: 'alternate' }),
      at(30, 'degrade', { pool: null, degradation: { ...slow, latencyFactor: 1 }, forMs: null }),
    ]),
  ).toEqual([
    '0–5 on primary',
    '5–10 on primary, directory degraded ~',
    '10–20 on primary, directory degraded, alternate restarting ~',
    '20–30 on primary, directory degraded ~',
    '30–45 on primary',
  ]);
});

test('a throttle is a phase until it is lifted, by its completion where that takes a time', () => {
  const throttle = { by: 'user', overMs: 0, route: null, retryAfterMs: 5000 } as const;
  const lifted = at(20, 'throttle', { ...throttle, share: 1, overMs: 5000 });
  expect(
    phases([
      at(10, 'throttle', { ...throttle, share: 0.5 }),
      lifted,
      at(25, 'throttle-completed', { share: 1, route: null }),
    ]),
  ).toEqual([
    '0–10 on primary',
    '10–20 on primary, all routes throttled ~',
    '20–25 on primary, all routes let in again ~',
    '25–45 on primary',
  ]);
  expect(
    phases([at(10, 'throttle', { ...throttle, share: 0.5 }), at(20, 'throttle', { ...throttle, share: 1 })]),
  ).toEqual([...['0–10 on primary', '10–20 on primary, all routes throttled ~', '20–45 on primary']]);
});

test('what setup did makes no phase, and what came after the end none either', () => {
  const setup = at(-0.01, 'fail-over', { to: 'alternate', overMs: 0 });
  expect(phases([setup, at(60, 'fail-back', { to: 'primary', overMs: 0 })])).toEqual(['0–45 moving to alternate ~']);
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
  const down = { pool: 'primary', instance: 'primary-0', checks: 3, failure: '503' };
  const timeline = Array.from({ length: 500 }, (_, s) => at(s, 'instance-down', down));
  const { timeouts } = incidentRun();
  expect(marksOf({ timeline, timeouts }).filter(({ kind }) => kind === 'event')).toHaveLength(40);
});

test('phases, numbers and marks come from the facts of events, whatever their sentences say', () => {
  const { timeline, timeouts } = incidentRun();
  const reworded = timeline.map(each => ({ ...each, detail: 'healthy' }));
  expect(phasesOf(reworded, 'primary', 45)).toEqual(phasesOf(timeline, 'primary', 45));
  expect(marksOf({ timeline: reworded, timeouts })).toEqual(marksOf({ timeline, timeouts }));
});

test('events of a record that was made before they had facts are not drawn', () => {
  const { timeline, timeouts } = incidentRun();
  const bare = timeline.map(({ atS, operation, target, detail }) => ({ atS, operation, target, detail }));
  expect(phasesOf(bare, 'primary', 45)).toEqual([{ fromS: 0, toS: 45, label: 'on primary', unsettled: false }]);
  expect(marksOf({ timeline: bare, timeouts }).map(({ kind }) => kind)).toEqual(['onset', 'recovery']);
  expect(numberedTimeline(bare).every(({ number }) => number === null)).toBe(true);
});
