import { expect, it } from 'vitest';
import { compileScript } from '../script/compile/compile-script.ts';
import { moduleMembers } from '../script/modules/module-members.ts';
import type { DrillOutcome } from './drill.ts';
import { UNHEARD } from './running-drill.ts';
import { testSpec } from './test-script.ts';
import { VirtualDrill } from './virtual-drill.ts';

async function drilled(path: string, more: Parameters<typeof testSpec>[2] = {}): Promise<DrillOutcome> {
  const script = await compileScript(path, { members: moduleMembers, resolveRemote: () => null });
  const ended = Promise.withResolvers<DrillOutcome>();
  new VirtualDrill(testSpec(path, {}, more), script, {
    ...UNHEARD,
    finished: ended.resolve,
    crashed: ended.reject,
  }).start();
  return ended.promise;
}

it('what scripts order by the functions of scenarios/lib/operations.ts is done', async () => {
  const { record, exit } = await drilled('harness/drill/fixtures/every-operation.js');
  expect(exit).toBeNull();
  const ordered = record.timeline.flatMap(event =>
    'kind' in event && event.kind === 'operation' ? [event.operation] : [],
  );
  expect(ordered).toEqual([
    ...['deploy', 'roll-back', 'fail-over', 'fail-back', 'restart', 'flush', 'degrade', 'throttle', 'degrade'],
  ]);
});

it('who is throttled is refused at once, told apart from other errors, and no timeout; service is back when it is lifted', async () => {
  const { record } = await drilled('harness/drill/fixtures/throttled.js');
  const { requests, series, timeouts } = record;
  // Three of twelve seconds at 20 a second.
  expect(requests).toMatchObject({ offered: 240, good: 180, errors: 60, decided: 60, byReason: { throttled: 60 } });
  expect(series.columns.decided).toEqual([0, 0, 0, 20, 20, 20, 0, 0, 0, 0, 0, 0]);
  expect(timeouts).toMatchObject({ count: 0, recoveredS: 6, metastable: false });
});

it('nodes of a cache tier are lost, emptied and slowed down; the record has what the tier did, by node', async () => {
  const cacheTier = { nodes: 2, capacity: 100, latency: { fixed: '2ms' }, timeout: '50ms', restartAfter: '2s' };
  const { record } = await drilled('harness/drill/fixtures/cache-tier.js', {
    topology: { cacheTier },
    settings: 'scope: tier\nttl: none',
  });
  const { requests, series, timeline } = record;
  expect(requests).toMatchObject({ offered: 400, good: 400 });
  expect(timeline.map(({ operation, target, detail }) => `${operation} ${target} ${detail}`)).toEqual([
    'restart cache-tier 50% of the nodes',
    'restart-completed cache-tier back to normal',
    'flush cache-tier 50% of its nodes are empty',
    'degrade cache-tier latency +200ms, 50% of the concurrency for 3s',
    'degrade-completed cache-tier back to normal',
  ]);
  // Every lookup takes too long for three seconds.
  expect(series.columns['cacheTier.failed']?.slice(14)).toEqual([0, expect.any(Number), 40, 40, expect.any(Number), 0]);
  expect(record.cacheTier).toMatchObject({ nodes: [{ refused: 0 }, { refused: 0 }], peakWaiting: 0 });
  expect(record.knobs.scope).toBeGreaterThan(300);
});
