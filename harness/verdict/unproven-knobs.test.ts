import { expect, test } from 'vitest';
import { quietRun, testSettings } from '../record/test-run.ts';
import { type ActingRun, unprovenKnobs } from './unproven-knobs.ts';

/** A run in which knobs acted so often. */
function acting(settings: Parameters<typeof testSettings>[1], knobs: Record<string, number>): ActingRun {
  return { ...quietRun({ settings: testSettings('changed', settings) }), knobs };
}

const unproven = (a: ActingRun[], b: ActingRun[]) => unprovenKnobs([a, b]).map(({ knob, times }) => [knob, ...times]);

test('a knob in which arms differ is proven if it acted often enough for what was filled', () => {
  const with0 = (times: number) => acting({}, { ttl: times, entrySize: 1000 });
  const with30 = (times: number) => acting({ ttlMs: 30_000 }, { ttl: times, entrySize: 1000 });
  expect(unproven([with0(100)], [with30(100)])).toEqual([]);
  expect(unproven([with0(99)], [with30(900)])).toEqual([['ttl', 99, 900]]);
  expect(unproven([with0(0)], [with30(0)])).toEqual([['ttl', 0, 0]]);
});

test('all seeds of an arm count together', () => {
  const [a, b] = [acting({}, { ttl: 150, entrySize: 1000 }), acting({ ttlMs: 30_000 }, { ttl: 50, entrySize: 500 })];
  expect(unproven([a, acting({}, { ttl: 50, entrySize: 1000 })], [b, b])).toEqual([]);
  expect(unproven([a, acting({}, { ttl: 40, entrySize: 1000 })], [b, b])).toEqual([['ttl', 190, 100]]);
});

test('the size of entries is proven once everybody has been there', () => {
  const { users } = quietRun().topology;
  const sized = (entrySizeBytes: number, entrySize: number) => acting({ entrySizeBytes }, { entrySize });
  expect(unproven([sized(2048, users)], [sized(3072, users)])).toEqual([]);
  expect(unproven([sized(2048, users)], [sized(3072, users - 1)])).toEqual([['entrySize', users, users - 1]]);
});

test('a knob that is the same in both is nothing to prove, and an exercise is named for one that is', () => {
  expect(unproven([acting({}, {})], [acting({}, {})])).toEqual([]);
  const [found] = unprovenKnobs([[acting({}, {})], [acting({ scope: 'pool' }, {})]]);
  expect(found).toEqual({ knob: 'scope', times: [0, 0], exercise: { scenario: 'eu-peak-failover' } });
});
