import { nearMiss } from '../../mock-service/settings/near-miss.ts';
import type { MetricRegistry } from '../measure/metric-registry.ts';
import type { Sink } from '../measure/sink.ts';
import { AGGREGATIONS, suits } from '../verdict/threshold-expression.ts';
import { judge, type Threshold, type ThresholdResult } from '../verdict/thresholds.ts';
import type { OptionProblem } from './fields.ts';
import type { KeyedThresholds } from './threshold-options.ts';

/** How often thresholds with `abortOnFail` are evaluated (k6-contract §5). */
export const EVALUATE_EVERY_S = 2;

/** A drill's thresholds, tied to the metrics that they judge. */
export class ThresholdWatch {
  #watched: { readonly threshold: Threshold; readonly sink: Sink; readonly feelsLag: boolean }[] = [];
  /** What ended the drill, as it was then. */
  #ended: { readonly threshold: Threshold; readonly result: ThresholdResult } | null = null;

  /**
   * Starts gathering the submetrics, so it has to come before the load; and after the script's init code, which defines its metrics.
   * @param problems where unknown metrics, and aggregations that their type does not have, are reported.
   */
  constructor(keyed: readonly KeyedThresholds[], registry: MetricRegistry, problems: OptionProblem[]) {
    for (const { selector, thresholds } of keyed) {
      const path = `options.thresholds['${selector.key}']`;
      const metric = registry.find(selector.metric);
      const submetric = registry.select(selector);
      if (metric === undefined || submetric === undefined) {
        const names = registry.all().map(({ name }) => name);
        const meant = nearMiss(selector.metric, names);
        const hint = meant === undefined ? '' : `; did you mean '${meant}'?`;
        problems.push({ path, message: `no metric '${selector.metric}'; allowed: ${names.join(', ')}${hint}` });
        continue;
      }
      for (const threshold of thresholds) {
        if (suits(threshold.expression, metric.type)) {
          this.#watched.push({ threshold, sink: submetric.sink, feelsLag: metric.contains === 'time' });
        } else {
          const wrong = `a ${metric.type} has no '${threshold.expression.aggregation}' (got '${threshold.source}')`;
          problems.push({ path, message: `${wrong}; allowed: ${AGGREGATIONS[metric.type].join(', ')}` });
        }
      }
    }
  }

  /** Every threshold as it stands; one that ended the drill as it stood when it did. */
  judged(elapsedMs: number): ThresholdResult[] {
    return this.#watched.map(({ threshold, sink, feelsLag }) =>
      threshold === this.#ended?.threshold ? this.#ended.result : judgeSink(threshold, sink, elapsedMs, feelsLag),
    );
  }

  /** The first broken threshold that is to end the drill; null if there is none. One without samples waits. */
  aborting(elapsedMs: number): ThresholdResult | null {
    for (const { threshold, sink, feelsLag } of this.#watched) {
      if (!threshold.abortOnFail || elapsedMs < threshold.delayAbortEvalMs || sink.samples === 0) continue;
      const result = judgeSink(threshold, sink, elapsedMs, feelsLag);
      if (result.status !== 'broken') continue;
      this.#ended = { threshold, result };
      return result;
    }
    return null;
  }
}

function judgeSink(threshold: Threshold, sink: Sink, elapsedMs: number, feelsLag: boolean): ThresholdResult {
  const { aggregation } = threshold.expression;
  // Without samples a counter is 0, and nothing else is a number.
  return judge(threshold, sink.statistic(aggregation, elapsedMs), feelsLag);
}
