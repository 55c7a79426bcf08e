import { expect, test } from 'vitest';
import { metricTitle } from './metric-title.ts';

test.each([
  ['alternate.cpu', 'CPU of alternate'],
  ['eu.west.hitRatio', 'Hit ratio of eu.west'],
  ['timeouts', 'Timeouts'],
  ['worstP99Ms', 'Worst 10 s p99'],
  ['something', 'something'],
])('%s is called %s', (metric, title) => {
  expect(metricTitle(metric)).toBe(title);
});
