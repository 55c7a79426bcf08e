import { expect, it } from 'vitest';
import type { DrillSecond } from '../../drill/drill-messages.ts';
import type { DrillSpec } from '../../drill/drill-spec.ts';
import { rollBack } from '../../operations/catalogue/deploy.ts';
import { failOver } from '../../operations/catalogue/fail-over.ts';
import type { SiteSample } from '../../site/site-sample.ts';
import { DrillFeed } from './drill-feed.ts';
import { applyChange, newProgress, type Progress } from './progress.ts';
import { testSubject } from './test-subject.ts';

const DIRECTORY: SiteSample = { kind: 'directory', second: 0, sample: { concurrency: 3, reads: 9 } };
const SECOND: DrillSecond = {
  second: 1,
  facts: {
    ...{
      second: 0,
      offered: 9,
      ended: 8,
      good: 7,
      timeouts: 1,
      rejected: 0,
      errors: 1,
      p50Ms: 20,
      p99Ms: 300,
      worstP99Ms: null,
    },
  },
  load: { due: { visits: 2 }, dropped: 1, lagP99Ms: 4, vus: 5 },
  callsPerIteration: { visits: 4.5 },
  site: [DIRECTORY],
};

function fed(clock: 'live' | 'virtual'): { feed: DrillFeed; progress: Progress } {
  const progress = newProgress(testSubject());
  const feed = new DrillFeed({ clock } as DrillSpec, change => applyChange(progress, change));
  return { feed, progress };
}

it('gives a second to the columns of run records', () => {
  const { feed, progress } = fed('virtual');
  feed.second(SECOND);
  expect(progress.columns).toMatchObject({
    ...{
      offered: [9],
      ended: [8],
      good: [7],
      timeouts: [1],
      errors: [1],
      p50Ms: [20],
      p99Ms: [300],
      worstP99Ms: [null],
    },
    ...{ dropped: [1], lagP99Ms: [4], vus: [5], directoryConcurrency: [3] },
  });
  expect(progress.due).toEqual({ visits: [2] });
});

it('hears of the site from its own processes when live, and not a second time', () => {
  const { feed, progress } = fed('live');
  feed.second(SECOND);
  expect(progress.columns.directoryConcurrency).toBeUndefined();
  const sample = {
    ...{ cpu: 0.5, memory: 0.2, longestQueue: 0, queued: 0, queueFull: 0, inFlight: 1, offered: 10 },
    fills: 1,
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
  const pool = { kind: 'pool', name: 'primary', activations: {} as never, entries: {} } as const;
  feed.sampled({ ...pool, second: 0, sample: { ...sample, lookups: 8, hits: 6 } });
  feed.sampled({ ...pool, second: 1, sample: { ...sample, lookups: 0, hits: 0 } });
  expect(progress.columns['primary.hitRatio']).toEqual([0.75, null]);
  expect(progress.columns['primary.cpu']).toEqual([0.5, 0.5]);
});

it('knows what setup did once it knows when the load began', () => {
  const { feed, progress } = fed('live');
  feed.noted(rollBack.event.at(900, { settings: [] }));
  expect(progress.timeline).toEqual([]);
  feed.started(1000);
  feed.noted(failOver.event.at(2500.4, { to: 'alternate', overMs: 0 }));
  expect(progress.timeline.map(({ atS, operation, detail }) => [atS, operation, detail])).toEqual([
    [-0.1, 'roll-back', 'to '],
    [1.5, 'fail-over', 'at once'],
  ]);
});
