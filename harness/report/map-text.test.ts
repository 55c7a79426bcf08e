import { expect, test } from 'vitest';
import { testMap } from '../record/test-map.ts';
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
