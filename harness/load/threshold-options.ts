import { nearMiss } from '../../mock-service/settings/near-miss.ts';
import type { MetricRegistry } from '../measure/metric-registry.ts';
import { parseSelector, type Selector } from '../measure/selector.ts';
import type { Sink } from '../measure/sink.ts';
import { AGGREGATIONS, EXPRESSION_ALLOWED, parseExpression, suits } from '../verdict/threshold-expression.ts';
import type { Threshold } from '../verdict/thresholds.ts';
import { Fields, type OptionProblem, show } from './fields.ts';

/** The thresholds of one key of `options.thresholds`; an empty list only puts the submetric into the summary. */
export interface KeyedThresholds {
  readonly selector: Selector;
  readonly thresholds: readonly Threshold[];
}

const LIST_ALLOWED = "a list of expressions, such as ['p(95)<500']";

/** Reads `options.thresholds`. */
export function readThresholds(options: Fields): KeyedThresholds[] {
  const written = options.raw('thresholds');
  if (!options.has('thresholds')) return [];
  const fields = new Fields(written, `${options.path}.thresholds`, options.problems);
  return fields.names.map(key => readKey(fields, key)).filter(keyed => keyed !== null);
}

function readKey(fields: Fields, key: string): KeyedThresholds | null {
  const path = `${fields.path}['${key}']`;
  const selector = parseSelector(key);
  if (typeof selector === 'string') {
    fields.problems.push({ path, message: `the key ${selector}; allowed: a metric's name, or name{tag:value,…}` });
  }
  const thresholds: Threshold[] = [];
  const value = fields.raw(key);
  // k6 takes one expression without a list too.
  const written = Array.isArray(value) ? value : typeof value === 'string' ? [value] : fields.list(key, LIST_ALLOWED);
  for (const [i, item] of (written ?? []).entries()) {
    const threshold = readThreshold(item, key, `${path}[${i}]`, fields.problems);
    if (threshold !== null) thresholds.push(threshold);
  }
  return typeof selector === 'string' ? null : { selector, thresholds };
}

function readThreshold(item: unknown, metric: string, path: string, problems: OptionProblem[]): Threshold | null {
  let source = item;
  let abortOnFail = false;
  let delayAbortEvalMs = 0;
  if (typeof item === 'object' && item !== null && !Array.isArray(item)) {
    const fields = new Fields(item, path, problems);
    source = fields.raw('threshold');
    abortOnFail = fields.flag('abortOnFail');
    delayAbortEvalMs = fields.duration('delayAbortEval', { min: 0, fallback: 0 });
    fields.refuseOthers('field of a threshold');
  }
  const expression = typeof source === 'string' ? parseExpression(source) : undefined;
  if (expression === undefined) {
    const message = `not a threshold (got ${show(source)}); allowed: ${EXPRESSION_ALLOWED}`;
    problems.push({ path, message });
    return null;
  }
  return { metric, source: source as string, expression, abortOnFail, delayAbortEvalMs };
}

/** A threshold with the sink that it judges. */
export interface WatchedThreshold {
  readonly threshold: Threshold;
  readonly sink: Sink;
}

/**
 * Ties thresholds to their metrics, which exist once the script's init code has run, and starts gathering their submetrics.
 * @param problems where unknown metrics and aggregations that do not suit their type are reported.
 */
export function watch(
  keyed: readonly KeyedThresholds[],
  registry: MetricRegistry,
  problems: OptionProblem[],
): WatchedThreshold[] {
  const watched: WatchedThreshold[] = [];
  for (const { selector, thresholds } of keyed) {
    const path = `options.thresholds['${selector.key}']`;
    const metric = registry.find(selector.metric);
    const submetric = registry.select(selector);
    if (metric === undefined || submetric === undefined) {
      const names = registry.all().map(({ name }) => name);
      const meant = nearMiss(selector.metric, names);
      const hint = meant === undefined ? '' : ` did you mean '${meant}'?`;
      problems.push({ path, message: `no metric '${selector.metric}';${hint} allowed: ${names.join(', ')}` });
      continue;
    }
    for (const threshold of thresholds) {
      if (suits(threshold.expression, metric.type)) watched.push({ threshold, sink: submetric.sink });
      else {
        const { aggregation } = threshold.expression;
        const allowed = AGGREGATIONS[metric.type].join(', ');
        problems.push({
          path,
          message: `'${aggregation}' does not suit a ${metric.type} (got '${threshold.source}'); allowed: ${allowed}`,
        });
      }
    }
  }
  return watched;
}
