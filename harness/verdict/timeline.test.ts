import { describe, expect, test } from 'vitest';
import { failoverBefore, failovers, holdOf, type TimelineEvent, triggerGone } from './timeline.ts';

function at(atS: number, operation: string, target = 'alternate', detail = ''): TimelineEvent {
  return { atS, operation, target, detail };
}

const DRAIN = [
  at(1.5, 'deploy', 'all pools'),
  at(13, 'fail-over'),
  at(20, 'active-pool'),
  at(28, 'fail-over-completed'),
  at(36, 'roll-back', 'all pools'),
  at(37, 'fail-back', 'primary'),
  at(37, 'active-pool', 'primary'),
  at(37, 'fail-back-completed', 'primary'),
];

describe('failovers', () => {
  test('one that was ordered has its start and its completion', () => {
    expect(failovers(DRAIN, 'primary')).toEqual([{ startS: 13, completedS: 28, to: 'alternate' }]);
  });

  test('one that the proxy decided begins and completes at once', () => {
    const timeline = [at(4, 'instance-down', 'primary-1'), at(6, 'active-pool'), at(50, 'active-pool', 'primary')];
    expect(failovers(timeline, 'primary')).toEqual([{ startS: 6, completedS: 6, to: 'alternate' }]);
  });

  test('the latest before a moment counts, from its start', () => {
    const found = failovers([at(10, 'fail-over'), at(20, 'fail-back', 'primary'), at(30, 'fail-over')], 'primary');
    expect(failoverBefore(found, 9)).toBeNull();
    expect(failoverBefore(found, 25)?.startS).toBe(10);
    expect(failoverBefore(found, 30)?.startS).toBe(30);
  });
});

describe('the hold', () => {
  const holdIn = (timeline: TimelineEvent[], endS = 45) => holdOf(timeline, failovers(timeline, 'primary'), endS);

  test('lasts from the completion of the failover to the next operation', () => {
    expect(holdIn(DRAIN)).toEqual({ pool: 'alternate', fromS: 28, toS: 36 });
  });

  test('lasts to the end of load if nothing follows', () => {
    expect(holdIn(DRAIN.slice(0, 4))).toEqual({ pool: 'alternate', fromS: 28, toS: 45 });
  });

  test('what the system does by itself does not end it', () => {
    expect(holdIn([at(10, 'fail-over'), at(10, 'fail-over-completed'), at(12, 'instance-died')])?.toS).toBe(45);
  });

  test('is none if the failover never completed', () => {
    expect(holdIn([at(10, 'fail-over'), at(15, 'fail-back', 'primary')])).toBeNull();
    expect(holdIn([])).toBeNull();
  });
});

describe('the trigger is gone', () => {
  test('with the last of what ends triggers', () => {
    expect(triggerGone(DRAIN, 45)).toBe(37);
    expect(triggerGone(DRAIN.slice(0, 4), 45)).toBeNull();
  });

  test.each([
    ['roll-back', 'all pools', ''],
    ['fail-back-completed', 'primary', ''],
    ['degrade-completed', 'directory', 'back to normal'],
    ['restart-completed', 'primary', 'back to normal'],
    ['flush', 'primary', 'its caches are empty'],
    ['degrade', 'directory', 'healthy'],
    ['degrade', 'primary', '100% of the CPU remains'],
  ])('%s of %s %s', (operation, target, detail) => {
    expect(triggerGone([at(10, operation, target, detail)], 45)).toBe(10);
  });

  test.each([
    ['degrade', 'directory', 'latency 3x'],
    ['restart', 'primary', 'all instances'],
    ['deploy', 'all pools', 'short-ttl'],
    ['fail-over', 'alternate', 'at once'],
  ])('not by %s of %s: %s', (operation, target, detail) => {
    expect(triggerGone([at(10, operation, target, detail)], 45)).toBeNull();
  });

  test('what setup did, or what cleans up after load, is no end of a trigger', () => {
    expect(triggerGone([at(-2, 'flush'), at(0, 'roll-back'), at(45, 'roll-back')], 45)).toBeNull();
  });
});
