import { describe, expect, test } from 'vitest';
import { at } from '../operations/catalogue/test-timeline.ts';
import type { TimelineEvent } from '../operations/catalogue/timeline-event.ts';
import { failoverBefore, failovers, holdOf, triggerGone } from './timeline.ts';

const SETTINGS = { name: 'short-ttl', fingerprint: '0123456789abcdef' };
const deploy = (atS: number) => at(atS, 'deploy', { settings: SETTINGS, pool: null, share: 1 });
const rollBack = (atS: number) => at(atS, 'roll-back', { settings: [SETTINGS] });
const failOver = (atS: number) => at(atS, 'fail-over', { to: 'alternate', overMs: 15_000 });
const failBack = (atS: number) => at(atS, 'fail-back', { to: 'primary', overMs: 0 });
const active = (atS: number, from: string, to: string) =>
  at(atS, 'active-pool', { from, to, because: 'health', instance: `${from}-1` });
const slowDirectory = (latencyFactor: number) =>
  ({ part: 'directory', latencyFactor, latencyAddMs: 0, concurrency: 1, errors: 0 }) as const;
const throttle = (atS: number, share: number) =>
  at(atS, 'throttle', { share, by: 'user', overMs: 0, route: null, retryAfterMs: 5000 });
const instance = { pool: 'primary', instance: 'primary-1' };

const DRAIN = [
  deploy(1.5),
  failOver(13),
  active(20, 'primary', 'alternate'),
  at(28, 'fail-over-completed', { to: 'alternate' }),
  rollBack(36),
  failBack(37),
  active(37, 'alternate', 'primary'),
  at(37, 'fail-back-completed', { to: 'primary' }),
];

describe('failovers', () => {
  test('one that was ordered has its start and its completion', () => {
    expect(failovers(DRAIN, 'primary')).toEqual([{ startS: 13, completedS: 28, to: 'alternate' }]);
  });

  test('one that the proxy decided begins and completes at once', () => {
    const down = at(4, 'instance-down', { ...instance, checks: 3, failure: '503' });
    const timeline = [down, active(6, 'primary', 'alternate'), active(50, 'alternate', 'primary')];
    expect(failovers(timeline, 'primary')).toEqual([{ startS: 6, completedS: 6, to: 'alternate' }]);
  });

  test('the latest before a moment counts, from its start', () => {
    const found = failovers([failOver(10), failBack(20), failOver(30)], 'primary');
    expect(failoverBefore(found, 9)).toBeNull();
    expect(failoverBefore(found, 25)?.startS).toBe(10);
    expect(failoverBefore(found, 30)?.startS).toBe(30);
  });
});

describe('the hold', () => {
  const holdIn = (timeline: readonly TimelineEvent[], endS = 45) =>
    holdOf(timeline, failovers(timeline, 'primary'), endS);
  const moved = [failOver(10), at(10, 'fail-over-completed', { to: 'alternate' })];

  test('lasts from the completion of the failover to the next operation', () => {
    expect(holdIn(DRAIN)).toEqual({ pool: 'alternate', fromS: 28, toS: 36 });
  });

  test('lasts to the end of load if nothing follows', () => {
    expect(holdIn(DRAIN.slice(0, 4))).toEqual({ pool: 'alternate', fromS: 28, toS: 45 });
  });

  test.each([
    deploy(12),
    rollBack(12),
    failOver(12),
    failBack(12),
    at(12, 'restart', { pool: 'alternate', share: 1 }),
    at(12, 'degrade', { pool: null, degradation: slowDirectory(3), forMs: null }),
    at(12, 'flush', { pool: 'alternate' }),
    throttle(12, 0.5),
  ])('is ended by whatever an operator does: $operation', event => {
    expect(holdIn([...moved, event])?.toS).toBe(12);
  });

  test('what the system does by itself does not end it', () => {
    const died = at(12, 'instance-died', { death: { cause: 'out-of-memory', ...instance } });
    expect(holdIn([...moved, died, active(13, 'alternate', 'primary')])?.toS).toBe(45);
  });

  test('is none if the failover never completed', () => {
    expect(holdIn([failOver(10), failBack(15)])).toBeNull();
    expect(holdIn([])).toBeNull();
  });
});

describe('the trigger is gone', () => {
  test('with the last of what ends triggers', () => {
    expect(triggerGone(DRAIN, 45)).toBe(37);
    expect(triggerGone(DRAIN.slice(0, 4), 45)).toBeNull();
  });

  test.each([
    rollBack(10),
    failBack(10),
    at(10, 'fail-back-completed', { to: 'primary' }),
    at(10, 'degrade-completed', { pool: null }),
    at(10, 'restart-completed', { pool: 'primary' }),
    at(10, 'overload-completed', { factor: 1 }),
    at(10, 'flush', { pool: 'primary' }),
    throttle(10, 1),
    at(10, 'throttle-completed', { share: 1, route: null }),
    at(10, 'degrade', { pool: null, degradation: slowDirectory(1), forMs: null }),
    at(10, 'degrade', { pool: 'primary', degradation: { part: 'cpu', share: 1 }, forMs: null }),
  ])('by $operation of $target', event => {
    expect(triggerGone([event], 45)).toBe(10);
  });

  test.each([
    at(10, 'degrade', { pool: null, degradation: slowDirectory(3), forMs: null }),
    at(10, 'degrade', { pool: null, degradation: { ...slowDirectory(1), latencyAddMs: 1 }, forMs: null }),
    at(10, 'degrade', { pool: null, degradation: { ...slowDirectory(1), concurrency: 0.9 }, forMs: null }),
    at(10, 'degrade', { pool: null, degradation: { ...slowDirectory(1), errors: 0.1 }, forMs: null }),
    at(10, 'degrade', { pool: 'primary', degradation: { part: 'cpu', share: 0.9 }, forMs: null }),
    at(10, 'restart', { pool: 'primary', share: 1 }),
    throttle(10, 0.5),
    at(10, 'throttle-completed', { share: 0.5, route: null }),
    deploy(10),
    failOver(10),
    at(10, 'fail-over-completed', { to: 'alternate' }),
    at(10, 'overload', { factor: 2 }),
    active(10, 'alternate', 'primary'),
    at(10, 'instance-restarted', instance),
  ])('not by $operation of $target', event => {
    expect(triggerGone([event], 45)).toBeNull();
  });

  test('what setup did, or what cleans up after load, is no end of a trigger', () => {
    const flush = at(-2, 'flush', { pool: 'primary' });
    expect(triggerGone([flush, rollBack(0), rollBack(45)], 45)).toBeNull();
  });
});
