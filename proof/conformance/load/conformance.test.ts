import { testSections } from '../../../harness/drill/test-conformance.ts';
import { ARRIVALS } from './arrivals.ts';
import { COUNTED } from './counted.ts';
import { LOOPS } from './loops.ts';
import { METRICS } from './metrics.ts';
import { SCENARIOS } from './scenarios.ts';
import { STRICTER } from './stricter.ts';
import { SUMMARY } from './summary.ts';
import { THRESHOLDS } from './thresholds.ts';

testSections([ARRIVALS, LOOPS, COUNTED, SCENARIOS, METRICS, THRESHOLDS, SUMMARY, STRICTER]);
