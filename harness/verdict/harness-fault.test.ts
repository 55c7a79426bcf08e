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

test('what was measured after one says nothing, and a signal is told in place of an exit', () => {
  const killed = { ...CRASHED, process: 'proxy', exit: null, signal: 'SIGKILL' } as typeof CRASHED;
  const fault = isHarnessFault(killed) ? faultSentence(killed) : '';
  expect(fault).toBe(
    'The process of the proxy ended in second 3 (SIGKILL): the harness itself has failed, and what was measured from then on says ' +
      'nothing about the settings.',
  );
  expect(EVENTS.map(isHarnessFault)).toEqual([true, true, true, false]);
});
