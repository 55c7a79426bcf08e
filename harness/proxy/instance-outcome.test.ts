import { expect, test } from 'vitest';
import { InstanceOutcomes } from './instance-outcome.ts';
import { TestSite } from './test-site.ts';

test('seconds of instances are what each has answered since the one before', () => {
  const site = new TestSite({ balance: 'round-robin' }, { primary: 2, alternate: 1 });
  const outcomes = new InstanceOutcomes(site.proxy);
  const idle = { ended: 0, errors: 0, timeouts: 0, durationMs: 0 };
  site.behave('primary', { afterMs: 4 });
  for (let i = 0; i < 4; i++) site.ask(i);
  site.clock.advance(1000);
  expect(outcomes.next()).toEqual([
    { ...idle, pool: 'primary', index: 0, ended: 2, durationMs: 8 },
    { ...idle, pool: 'primary', index: 1, ended: 2, durationMs: 8 },
    { ...idle, pool: 'alternate', index: 0 },
  ]);
  site.behave('primary', { status: 503, reason: 'queue-full' });
  site.ask(0);
  site.clock.advance(2000);
  site.behave('primary', { afterMs: 4000 });
  site.ask(1);
  site.clock.advance(5000);
  expect(outcomes.next()).toEqual([
    { ...idle, pool: 'primary', index: 0, ended: 1, errors: 1, durationMs: 1 },
    { ...idle, pool: 'primary', index: 1, ended: 1, errors: 1, timeouts: 1, durationMs: 2000 },
    { ...idle, pool: 'alternate', index: 0 },
  ]);
  expect(outcomes.next()).toMatchObject([idle, idle, idle]);
});
