import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../record/run-record.ts';
import { knownDrill } from './test-verdict.ts';

/** Of a service that, flushed at 20 s under 1000/s, comes back by itself 49 s later. */
function flushed(script: string, env: Readonly<Record<string, string>>): Promise<RunRecord> {
  const folder = 'metastable-early';
  return knownDrill({
    ...{ script: `${folder}/${script}`, topology: `${folder}/topology.yaml`, settings: `${folder}/settings.yaml` },
    env,
  });
}

describe('whether service stays down', () => {
  test.each([
    ['35s', 15],
    ['50s', 30],
    ['70s', 50],
  ])('is not known from load that ends after %s', async (forTime, seenS) => {
    const { timeouts, reasons, objectives } = await flushed('flush.ts', { FOR: forTime });
    expect(timeouts).toMatchObject({ metastable: null, recoveredS: null, recovery: { outcome: 'down', seenS } });
    expect(reasons).toContain(
      `Service was still down when the drill ended, ${seenS} s after the trigger was gone: that it stays so takes 60 s to show.`,
    );
    expect(objectives.find(({ name }) => name === 'recovery')?.status).toBe('no-data');
  });

  test('is known once it is back', async () => {
    const { timeouts } = await flushed('flush.ts', { FOR: '120s' });
    expect(timeouts).toMatchObject({ metastable: false, recovery: { outcome: 'back' } });
    expect(timeouts.recoveredS).toBeCloseTo(69, -1);
  });

  test('is known if only less load brought it back, to hold then under the load of before', async () => {
    const { timeouts, reasons } = await flushed('lull.ts', {});
    expect(timeouts).toMatchObject({
      ...{ metastable: true, recoveredS: expect.closeTo(62, -1) },
      recovery: { outcome: 'back-at-less-load', seenS: 40, loadPerSecond: expect.closeTo(100, -1) },
    });
    expect(reasons.join()).toMatch(
      /Service stayed down by itself: it came back only when load fell to \d+\/s, 40 s after the trigger/,
    );
  });
});

test('a rare timeout that was there before the trigger is no trouble of its making', async () => {
  const folder = 'metastable-noise';
  const { timeouts, objectives, reasons } = await knownDrill({
    ...{ script: `${folder}/flush.ts`, topology: `${folder}/topology.yaml` },
  });
  expect(timeouts).toMatchObject({ metastable: false, recovery: { outcome: 'as-before' } });
  expect(objectives.find(({ name }) => name === 'recovery')?.status).toBe('not-applicable');
  expect(reasons.join()).not.toMatch(/come back|stayed down/);
});
