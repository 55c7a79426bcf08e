import { expect, test } from 'vitest';
import { parseCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import type { DrillSpec } from '../drill/drill-spec.ts';
import type { DrillEnd } from '../drill/supervisor.ts';
import { testProbe, testSpec } from '../drill/test-probe.ts';
import { sensitivityOf } from '../verdict/sensitivity.ts';
import { SILENT } from '../watch/terminal/ticker.ts';
import type { Interruption } from './interruption.ts';
import type { Performer } from './performer.ts';
import { varyArms } from './vary-arms.ts';

/** A core at 9.5 ms a request has 100 a second: a tenth more is too much for either of the arms. */
const SPEC = testSpec(
  { proxy: { timeout: '250ms' }, cost: { hit: { fixed: '9.5ms' }, miss: { fixed: '9.5ms' } } },
  'ttl: none',
);
const SHORT = parseCacheSettings('ttl: 1s', 'short.yaml');
const ARMS: readonly [DrillSpec, DrillSpec] = [
  SPEC,
  { ...SPEC, settings: { underTest: SHORT, baseline: SPEC.settings.underTest } },
];
const NOMINAL = { leaning: 'good', seeds: [3, 1, 2] } as const;

async function performerOf(drilled: DrillSpec[], failing = Number.POSITIVE_INFINITY): Promise<Performer<DrillSpec>> {
  const probe = await testProbe();
  return {
    atOnce: 2,
    async perform(spec): Promise<DrillEnd> {
      drilled.push(spec);
      const exit = drilled.length >= failing ? ({ code: 107, reason: 'the script threw' } as const) : null;
      return { record: await probe(spec), summary: null, wallMs: 0, events: 0, exit };
    },
    close: async () => {},
  };
}

const INTERRUPTION = { asked: false } as Interruption;

test('each figure is drilled another, with the nearest seed first and no more of them than it takes', async () => {
  const drilled: DrillSpec[] = [];
  const performer = await performerOf(drilled);
  const varied = await varyArms(ARMS, NOMINAL, performer, INTERRUPTION, SILENT);
  const found = sensitivityOf(NOMINAL, varied ?? []);
  expect(found.variations.length).toBe(12);
  const turning = found.variations.filter(({ leaning }) => leaning !== 'good');
  expect(turning.map(({ what }) => what)).toContain('the peak is 10 % higher');
  for (const { leaning, seeds } of found.variations) if (leaning === 'good') expect(seeds).toBe(1);
  // A seed that fails is enough, and both arms have it.
  expect(drilled.length).toBe(2 * found.variations.reduce((sum, { seeds }) => sum + (seeds as number), 0));
  expect(drilled[0]?.seed).toBe(3);
});

test('a drill that does not come to its end leaves it unknown', async () => {
  const drilled: DrillSpec[] = [];
  const performer = await performerOf(drilled, 3);
  expect(await varyArms(ARMS, NOMINAL, performer, INTERRUPTION, SILENT)).toBeNull();
  expect(drilled.length).toBeLessThan(24);
});
