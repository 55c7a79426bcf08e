import { expect, test } from 'vitest';
import { RequestAccount, type RequestFacts } from './request-account.ts';
import { SeriesRecorder } from './series.ts';

function facts(requests: number, seconds: number): RequestFacts {
  const log = new RequestAccount({ startAt: 0, origins: [], p99LimitMs: null, deadlineMs: 2000 });
  for (let i = 0; i < requests; i++) {
    log.issued(0);
    log.interrupted(
      { issuedAt: 0, iterationDueAt: 0, responseTimeMs: 0, serviceTimeMs: 0, name: '', url: '', vu: { id: 1 } },
      0,
    );
  }
  return log.finish(seconds * 1000);
}

const POOL = {
  cpu: 0.5,
  memory: 0.1,
  longestQueue: 0,
  queued: 0,
  queueFull: 0,
  inFlight: 0,
  offered: 1,
  lookups: 1,
  hits: 1,
  fills: 0,
  restarts: 0,
  throttled: 0,
  coalesced: 0,
  alive: 4,
  unwanted: 0,
  contention: 0,
  warming: 0,
  shed: 0,
  inService: 1,
  ...{ connections: 0, connectionQueue: 0, connectionsOpened: 0, noConnection: 0 },
};

test('planned is iterations due × calls per iteration of each scenario', () => {
  const recorder = new SeriesRecorder([]);
  recorder.load(0, { due: { views: 10, registrations: 2 }, dropped: 0, lagP99Ms: null, vus: 0 });
  expect(recorder.finish(facts(0, 1), { views: 9, registrations: 4 }).planned).toEqual([98]);
});

test('where the calls are not known, the drill gives their mean', () => {
  const recorder = new SeriesRecorder([]);
  recorder.load(0, { due: { views: 10 }, dropped: 0, lagP99Ms: null, vus: 0 });
  recorder.load(1, { due: { views: 5 }, dropped: 0, lagP99Ms: null, vus: 0 });
  expect(recorder.finish(facts(30, 2), {}).planned).toEqual([20, 10]);
});

test('seconds that nobody reported are null, those before the start and after the end are left out', () => {
  const recorder = new SeriesRecorder(['primary']);
  recorder.pool('primary', -1, POOL);
  recorder.pool('primary', 1, POOL);
  recorder.pool('primary', 7, POOL);
  recorder.directory(2, { concurrency: 3, reads: 4 });
  const series = recorder.finish(facts(0, 3), {});
  expect(series.pools.primary?.cpu).toEqual([null, 0.5, null]);
  expect(series.directoryConcurrency).toEqual([null, null, 3]);
  expect(series.vus).toEqual([null, null, null]);
});

test('a pool that is not in the topology is our own bug', () => {
  expect(() => new SeriesRecorder(['primary']).pool('secondary', 0, POOL)).toThrow(
    "no pool 'secondary' in this series",
  );
});

test('lookups by kind of entry are those of the whole drill, by pool', () => {
  const recorder = new SeriesRecorder(['primary', 'alternate']);
  const lookups = { hit: 1, stale: 2, early: 3, coalesced: 4, miss: 5 };
  recorder.pool('primary', -1, POOL, { cart: lookups });
  recorder.pool('primary', 0, POOL, { cart: lookups });
  recorder.pool('primary', 1, POOL, { cart: lookups, order: lookups });
  recorder.pool('primary', 9, POOL, { cart: lookups });
  expect(recorder.finish(facts(0, 3), {}).entries).toEqual({
    primary: { cart: { hit: 2, stale: 4, early: 6, coalesced: 8, miss: 10 }, order: lookups },
    alternate: {},
  });
});
