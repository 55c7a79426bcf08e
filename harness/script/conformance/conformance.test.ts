import { describe, expect, test } from 'vitest';
import { runCase } from '../../drill/test-script.ts';
import type { Section } from './case.ts';
import { LIFE } from './life.ts';
import { BATCH, COOKIES, METHODS, PARAMS, RESPONSE } from './surface-http.ts';
import { CHECK } from './surface-k6.ts';
import { EXECUTION, GLOBALS, JSLIB, METRICS, SMALL_MODULES } from './surface-modules.ts';

const SECTIONS: readonly Section[] = [
  ...[CHECK, METHODS, BATCH, COOKIES, PARAMS, RESPONSE, METRICS, EXECUTION, SMALL_MODULES, GLOBALS, JSLIB],
  LIFE,
];

const CLEAN = { exit: 0, reason: null, problems: [], warnings: [], exceptions: [], failedChecks: [], logged: [] };

describe.each(SECTIONS)('$section', ({ cases }) => {
  test.each(cases)('$shows', async given => {
    expect(await runCase(given)).toMatchObject({ ...CLEAN, ...given.expect });
  });
});
