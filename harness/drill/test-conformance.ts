import { describe, expect, test } from 'vitest';
import type { CaseOutcome, Section } from '../../proof/conformance/script/case.ts';
import { runCase } from './test-script.ts';

/** What every outcome is unless its case says otherwise. */
export const CLEAN: Partial<CaseOutcome> = {
  exit: 0,
  reason: null,
  problems: [],
  warnings: [],
  exceptions: [],
  failedChecks: [],
  logged: [],
};

/** One test a case. */
export function testSections(sections: readonly Section[]): void {
  describe.each(sections)('$section', ({ cases }) => {
    test.each(cases)('$shows', async given => {
      expect(await runCase(given)).toMatchObject({ ...CLEAN, ...given.expect });
    });
  });
}
