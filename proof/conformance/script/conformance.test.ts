import { testSections } from '../../../harness/drill/test-conformance.ts';
import { CANNOT_WAIT } from './sections/cannot-wait.ts';
import { EXECUTION } from './sections/execution.ts';
import { GLOBALS } from './sections/globals.ts';
import { HTTP_BATCH } from './sections/http-batch.ts';
import { HTTP_COOKIES } from './sections/http-cookies.ts';
import { HTTP_METHODS } from './sections/http-methods.ts';
import { HTTP_PARAMS } from './sections/http-params.ts';
import { HTTP_RESPONSE } from './sections/http-response.ts';
import { JSLIB } from './sections/jslib.ts';
import { K6 } from './sections/k6.ts';
import { LANGUAGE } from './sections/language.ts';
import { LIFE } from './sections/life.ts';
import { METRICS } from './sections/metrics.ts';
import { REFUSALS } from './sections/refusals.ts';
import { SMALL_MODULES } from './sections/small-modules.ts';

testSections([
  ...[K6, HTTP_METHODS, HTTP_BATCH, HTTP_COOKIES, HTTP_PARAMS, HTTP_RESPONSE],
  ...[METRICS, EXECUTION, SMALL_MODULES, GLOBALS, JSLIB, REFUSALS],
  ...[LIFE, LANGUAGE, CANNOT_WAIT],
]);
