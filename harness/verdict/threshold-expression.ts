import type { MetricType } from '../measure/metrics.ts';

const OPERATORS = {
  '>': (value: number, limit: number) => value > limit,
  '>=': (value: number, limit: number) => value >= limit,
  '<': (value: number, limit: number) => value < limit,
  '<=': (value: number, limit: number) => value <= limit,
  '==': (value: number, limit: number) => value === limit,
  '===': (value: number, limit: number) => value === limit,
  '!=': (value: number, limit: number) => value !== limit,
} as const;

type Operator = keyof typeof OPERATORS;

/** `aggregation operator number`, taken apart. */
export interface ThresholdExpression {
  /** A statistic by k6's name: `rate`, `p(95)`. */
  readonly aggregation: string;
  readonly operator: Operator;
  readonly limit: number;
}

/** What each type of metric may be judged by. */
export const AGGREGATIONS: Readonly<Record<MetricType, readonly string[]>> = {
  counter: ['count', 'rate'],
  gauge: ['value'],
  rate: ['rate'],
  trend: ['avg', 'min', 'max', 'med', 'p(N)'],
};

/** What an expression may look like, for messages. */
export const EXPRESSION_ALLOWED =
  "an aggregation (count, rate, value, avg, min, max, med or p(N) with 0 ≤ N ≤ 100), an operator (>, >=, <, <=, ==, === or !=) and a number, such as 'p(95)<500'";

const EXPRESSION =
  /^\s*([a-z]+(?:\(([^)]*)\))?)\s*(>=|<=|===|==|!=|>|<)\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*$/;

/** Reads an expression; undefined if it is malformed. */
export function parseExpression(text: string): ThresholdExpression | undefined {
  const match = EXPRESSION.exec(text);
  if (match === null) return undefined;
  const [, written, inside, operator, limit] = match as unknown as [
    string,
    string,
    string | undefined,
    Operator,
    string,
  ];
  const percent = inside?.trim();
  let aggregation = written;
  if (percent !== undefined) {
    if (!written.startsWith('p(') || !/^(\d+(?:\.\d*)?|\.\d+)$/.test(percent) || Number(percent) > 100)
      return undefined;
    aggregation = `p(${Number(percent)})`;
  } else if (!Object.values(AGGREGATIONS).some(names => names.includes(written))) return undefined;
  return { aggregation, operator, limit: Number(limit) };
}

/** Whether a metric of that type has the expression's aggregation. */
export function suits(expression: ThresholdExpression, type: MetricType): boolean {
  const name = expression.aggregation.startsWith('p(') ? 'p(N)' : expression.aggregation;
  return AGGREGATIONS[type].includes(name);
}

export function holds(expression: ThresholdExpression, value: number): boolean {
  return OPERATORS[expression.operator](value, expression.limit);
}
