import { expect, test } from 'vitest';
import { at } from '../operations/catalogue/test-timeline.ts';
import { incidentRun } from '../record/test-run.ts';
import { leftToUndo, ordersOf, type RecoveryPlan, runbook, undoOrders } from './recovery-plan.ts';

const PLAN: RecoveryPlan = {
  ...{ atS: 60, undo: ['roll-back', 'fail-back'], by: 'user' },
  throttling: { share: 0.3, holdS: 20, rampS: 40 },
};

test('what is left to undo is what was done and not undone by then', () => {
  const run = incidentRun();
  expect([10, 20, 36, 37].map(second => leftToUndo(run, second))).toEqual([
    ['roll-back'],
    ['roll-back', 'fail-back'],
    ['fail-back'],
    [],
  ]);
  const moved = incidentRun({ timeline: [at(13, 'fail-over', { to: 'alternate', overMs: 0 })] });
  expect(leftToUndo(moved, 60)).toEqual(['roll-back', 'fail-back']);
});

test('every order of what can be undone is there once', () => {
  expect(undoOrders(['roll-back', 'fail-back'])).toEqual([
    ['roll-back', 'fail-back'],
    ['fail-back', 'roll-back'],
    ['roll-back'],
    ['fail-back'],
    [],
  ]);
  expect([undoOrders(['fail-back']), undoOrders([])]).toEqual([[['fail-back'], []], [[]]]);
});

test('a plan throttles, undoes behind the throttle, and lets everybody back', () => {
  expect(ordersOf(PLAN).map(({ atS, operation: { name, ...rest } }) => [atS, name, rest])).toMatchObject([
    [60, 'throttle', { share: 0.3, overMs: 0, by: 'user' }],
    [61, 'roll-back', {}],
    [66, 'fail-back', { overMs: 0 }],
    [80, 'throttle', { share: 1, overMs: 40_000 }],
  ]);
  expect(ordersOf({ ...PLAN, undo: [], throttling: { share: 1, holdS: 0, rampS: 0 } })).toEqual([]);
});

test('its runbook has three lines', () => {
  expect(runbook(PLAN)).toEqual([
    'In second 60: let 30% of the users in (throttle 30% by user).',
    'Then roll the settings back, and 5 s later fail the users back.',
    'Hold that for 20 s, then let everybody back over 40 s.',
  ]);
  expect(runbook({ ...PLAN, undo: [], throttling: { share: 1, holdS: 0, rampS: 0 } })).toEqual([
    ...['Throttle nobody.', 'Undo nothing.', 'Wait.'],
  ]);
});
