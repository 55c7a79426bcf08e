import { expect, it } from 'vitest';
import { SystemClock } from '../../mock-service/time/system-clock.ts';
import type { LoadResult } from './load-result.ts';
import { blocking, TestLoad } from './test-load.ts';

it('runs on real time alike: everything due is started, nothing is lost', async () => {
  const clock = new SystemClock();
  const result = await new Promise<LoadResult>(resolve => {
    const load: TestLoad = new TestLoad(
      () => ({
        options: {
          scenarios: {
            open: { executor: 'constant-arrival-rate', rate: 200, duration: '250ms', preAllocatedVUs: 60 },
            closed: { executor: 'shared-iterations', vus: 3, iterations: 30 },
          },
        },
        setup: () => 1,
        default: blocking(function* () {
          yield load.sleep(2);
        }),
      }),
      { virtual: false, warm: (_, done) => done(), finished: resolve },
      clock,
    );
    expect(load.engine.prepare().problems).toEqual([]);
    load.engine.start();
  });
  clock.close();
  const { dueIterations, completedIterations, lagMs } = result.generator;
  expect([dueIterations, completedIterations]).toEqual([80, 80]);
  expect(lagMs?.max).toBeGreaterThan(0);
  expect(result.durationMs).toBeGreaterThanOrEqual(250);
});
