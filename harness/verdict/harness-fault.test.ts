import { expect, test } from 'vitest';
import { at } from '../operations/catalogue/test-timeline.ts';
import { faultSentence, isHarnessFault } from './harness-fault.ts';

const SILENT = at(12.9, 'process-silent', { process: 'drill', forMs: 2000 });
const REFUSED = at(3, 'process-refused', { process: 'primary', what: 'no-files' });
const CRASHED = at(3, 'process-ended', { process: 'directory', exit: 1, signal: null });
const EVENTS = [SILENT, REFUSED, CRASHED, at(3, 'flush', { pool: 'primary' })];

test('says which process it was, when and how', () => {
  expect(
    EVENTS.filter(event => isHarnessFault(event)).map(event => faultSentence(event).split(': ')[0]),
  ).toMatchInlineSnapshot(`
    [
      "The process of the load generator stood still for more than 2 s from second 12 on",
      "The process of primary was refused what it needs in second 3, since too many files are open (ulimit -n says how many may be)",
      "The process of the directory ended in second 3 (exit 1)",
    ]
  `);
});
