import { expect } from 'vitest';
import type { Case } from '../script/case.ts';

/** Where a case is clean but for dropped iterations: a warning, and an inconclusive run. */
export const DROPS = {
  exit: 90,
  reasons: expect.anything(),
  logged: [expect.stringContaining('iterations are dropped')],
};

/** A script whose iterations note when they start, in ms, and take `body`. */
function starts(options: string, body: string, more: string): string {
  return `
    import exec from 'k6/execution';
    import { sleep } from 'k6';
    import { Trend } from 'k6/metrics';
    const started = new Trend('started');
    const vu = new Trend('vu');
    export const options = ${options};
    export default function () { started.add(exec.instance.currentTestRunDuration); vu.add(__VU); ${body} }
    ${more}`;
}

/** One scenario `s`. */
export function scenario(
  shows: string,
  executor: string,
  fields: string,
  body: string,
  expected: Case['expect'],
  more = '',
): Case {
  const options = `{ scenarios: { s: { executor: '${executor}', ${fields} } }, summaryTrendStats: ['min', 'max', 'avg', 'count'] }`;
  return { shows, script: starts(options, body, more), ...(expected === undefined ? {} : { expect: expected }) };
}
