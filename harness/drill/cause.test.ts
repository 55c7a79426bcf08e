import { expect, test } from 'vitest';
import { knownDrill } from './test-verdict.ts';

const FOLDER = 'queue-cause';

test('queues that are full of requests that wait for the directory are named, and how many were refused', async () => {
  const { requests, cause, pools } = await knownDrill({
    script: `${FOLDER}/steady.js`,
    topology: `${FOLDER}/topology.yaml`,
    settings: `${FOLDER}/settings.yaml`,
  });
  expect(cause).toMatchObject({ resource: 'queue', pool: 'primary', atS: 0 });
  expect(cause?.sentence).toMatch(/^The queues of primary were full first, from second 0/);
  const refused = requests.byReason['queue-full'];
  expect(refused).toBeGreaterThan(2000);
  // Four instances with a queue of twenty each.
  expect(pools.primary).toMatchObject({ peakQueue: 20, peakQueued: 80, queueFull: refused });
});
