import { expect, test } from 'vitest';
import type { TimelineEntry } from './catalogue/timeline-event.ts';
import { Timeline } from './timeline.ts';

test('a site that is left up for days keeps the latest, and counts all', () => {
  const timeline = new Timeline();
  let told = 0;
  timeline.listener = () => told++;
  const [day, everyS] = [86_400, 30];
  for (let s = 0; s < 3 * day; s += everyS) {
    const operation = (s / everyS) % 2 === 0 ? 'fail-over' : 'fail-back';
    timeline.add({ operation, target: 'alternate', atMs: s * 1000 } as TimelineEntry);
  }
  expect(timeline.entries).toHaveLength(1000);
  expect(timeline.entries.at(-1)?.atMs).toBe((3 * day - everyS) * 1000);
  expect(told).toBe(8640);
  expect(timeline.occurrences).toEqual([
    { operation: 'fail-over', target: 'alternate', count: 4320, atMs: (3 * day - 2 * everyS) * 1000 },
    { operation: 'fail-back', target: 'alternate', count: 4320, atMs: (3 * day - everyS) * 1000 },
  ]);
});
