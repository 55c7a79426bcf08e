import { expect, test } from 'vitest';
import { AttemptCounts } from './attempt-counts.ts';
import type { FailoverProxy } from './failover-proxy.ts';

test('a second has what was sent in it, to all instances, and what of that had been sent before', () => {
  const instances = [
    { attempts: 5, retries: 1 },
    { attempts: 7, retries: 0 },
  ];
  const pools = instances.map(instance => ({ instances: [instance] }));
  const counts = new AttemptCounts({ pools } as unknown as FailoverProxy);
  for (const instance of instances) instance.attempts += 10;
  (instances[1] as { retries: number }).retries += 4;
  expect(counts.next()).toEqual({ attempts: 20, retries: 4 });
  expect(counts.next()).toEqual({ attempts: 0, retries: 0 });
});
