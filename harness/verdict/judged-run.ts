import type { Percentiles } from '../measure/latency-counts.ts';
import type { RequestTotals } from '../measure/request-facts.ts';
import type { Cause } from './cause.ts';
import type { ComparedRun } from './compared-run.ts';
import type { DrilledSettings, DrilledTopology } from './drill-identity.ts';
import type { GeneratorFacts } from './generator.ts';
import type { DirectoryFigures, PoolFigures } from './pool-figures.ts';
import type { TimeoutFacts } from './timeout-facts.ts';

/** What other verdicts need of a drill that has been judged: a part of its record. */
export interface JudgedRun extends ComparedRun {
  readonly topology: DrilledTopology;
  readonly cacheSettings: DrilledSettings;
  readonly timeouts: TimeoutFacts;
  readonly cause: Cause | null;
  readonly generator: Pick<GeneratorFacts, 'dueIterations'> & ComparedRun['generator'];
  readonly requests: Omit<RequestTotals, 'timeouts'> & { readonly responseTimeMs: Percentiles };
  readonly pools: Readonly<Record<string, PoolFigures>>;
  readonly directory: DirectoryFigures;
}
