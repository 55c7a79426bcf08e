import { expect, test } from 'vitest';
import { testMap, wideMap } from '../record/test-map.ts';
import { mapSentences, mapText } from './map-text.ts';

test('a letter a cell, the most upwards, marks where the drill is, and the sentence of the edge', () => {
  const map = testMap();
  const text = mapText(map);
  expect(text).toContain('  300s > · ?\n    5s   o #\n');
  expect(text).toContain('11% more load and this failover does not end by itself.');
  expect(mapSentences(map)).toContain(
    'Of 4 cells 1 hold, 1 break and come back, 1 break and stay down, 1 are not known: all were drilled.',
  );
});

test.each([
  [{ own: true, ends: 1.8, stays: null }, 'Up to 80% more load this failover holds or comes back.'],
  [{ own: false, ends: 0.88, stays: 0.885 }, '12% less load and it holds or comes back.'],
  [{ own: false, ends: null, stays: 0.6 }, 'nor with 40% less load.'],
])('the edge %j', (edge, sentence) => {
  expect(mapSentences({ ...testMap(), edge: { ...edge, drills: 6 } })[0]).toContain(sentence);
});

test('cells whose seeds differ have a sign of their own, and sentences say how sure the edges are', () => {
  const map = wideMap();
  const text = mapText(map);
  expect(text).toContain('  ~  seeds differ: there it is chance');
  expect(text).toMatch(/ > (· ){14}(o ){6}~ (# )+#\n/);
  expect(mapSentences(map)[0]).toContain('With seeds 1–3 it is from 9% more to 13% more.');
  expect(mapSentences(map).at(-1)).toMatch(
    /^112 of 128 cells at the edges came to the same with seeds 1–3; where they did not \(~\) .* at most load 1\.058, at ttl 75s\.$/,
  );
  expect(mapText(testMap())).not.toContain('seeds differ');
});
