import { parseSelector, type Selector } from '../measure/selector.ts';
import { EXPRESSION_ALLOWED, parseExpression } from '../verdict/threshold-expression.ts';
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
