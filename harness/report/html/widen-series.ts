import type { PageSeries } from './chart-plan.ts';

type Values = readonly (number | null)[];

const COUNTS = new Set(['planned', 'offered', 'good', 'timeouts', 'rejected', 'errors', 'decided', 'queueFull']);

/**
 * The series in intervals `factor` times as long, by the rules of the record's own: counts are sums, CPU is a mean, p50 and hit
 * ratio are weighted by requests, and the rest (p99, lag, VUs, memory, queues, concurrency) are of the worst interval.
 */
export function widenSeries(series: PageSeries, factor: number): PageSeries {
  if (factor <= 1) return series;
  const columns = Object.entries(series.columns).map(([name, values]) => [
    name,
    widenColumn(name, values, series.columns, factor),
  ]);
  return { intervalS: series.intervalS * factor, columns: Object.fromEntries(columns) };
}

function widenColumn(name: string, values: Values, all: PageSeries['columns'], factor: number): (number | null)[] {
  const dot = name.lastIndexOf('.');
  const kind = name.slice(dot + 1);
  const weights = all[dot < 0 ? 'offered' : `${name.slice(0, dot)}.offered`] ?? [];
  const wide: (number | null)[] = [];
  for (let from = 0; from < values.length; from += factor) {
    wide.push(merged(kind, values.slice(from, from + factor), weights.slice(from, from + factor)));
  }
  return wide;
}

function merged(kind: string, values: Values, weights: Values): number | null {
  let [sum, weighted, weight, known] = [0, 0, 0, 0];
  let high = Number.NEGATIVE_INFINITY;
  values.forEach((value, i) => {
    if (value === null) return;
    known++;
    sum += value;
    weighted += value * (weights[i] ?? 0);
    weight += weights[i] ?? 0;
    if (value > high) high = value;
  });
  if (known === 0) return null;
  if (COUNTS.has(kind)) return sum;
  if (kind === 'cpu') return sum / known;
  if (kind === 'p50Ms' || kind === 'hitRatio') return weight > 0 ? weighted / weight : sum / known;
  return high;
}
