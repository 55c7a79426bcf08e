import type { MetricValues } from '../measure/metric-registry.ts';
import type { ThresholdResult } from '../verdict/thresholds.ts';
import type { DrillOptions } from './options.ts';

/** A metric of `handleSummary`'s data. */
interface SummaryMetric extends MetricValues {
  readonly thresholds?: Record<string, { readonly ok: boolean }>;
}

/** What `handleSummary` is given: k6's legacy shape (k6-contract §5). */
export interface SummaryData {
  /** `{name, path, id, groups[], checks[{name, path, id, passes, fails}]}`. */
  readonly root_group: unknown;
  readonly options: {
    readonly summaryTrendStats: readonly string[];
    readonly summaryTimeUnit: string;
    readonly noColor: boolean;
  };
  readonly state: {
    readonly isStdOutTTY: boolean;
    readonly isStdErrTTY: boolean;
    readonly testRunDurationMs: number;
  };
  readonly metrics: Record<string, SummaryMetric>;
  readonly setup_data?: unknown;
}

export function summaryData(
  options: DrillOptions,
  metrics: Readonly<Record<string, MetricValues>>,
  thresholds: readonly ThresholdResult[],
  rootGroup: unknown,
  state: SummaryData['state'],
  setupJson: string | undefined,
): SummaryData {
  const withThresholds: Record<string, SummaryMetric> = { ...metrics };
  for (const { metric, expression, ok } of thresholds) {
    const shown = withThresholds[metric];
    if (shown === undefined) continue;
    withThresholds[metric] = { ...shown, thresholds: { ...shown.thresholds, [expression]: { ok } } };
  }
  const { summaryTrendStats, summaryTimeUnit, noColor } = options;
  return {
    root_group: rootGroup,
    options: { summaryTrendStats, summaryTimeUnit, noColor },
    state,
    metrics: withThresholds,
    ...(setupJson === undefined ? {} : { setup_data: JSON.parse(setupJson) }),
  };
}

/** `handleSummary`'s map of destinations to texts; what is neither text nor bytes is left out, as in k6. */
export function destinations(value: unknown): Record<string, string | Uint8Array> | null {
  if (typeof value !== 'object' || value === null) return null;
  const result: Record<string, string | Uint8Array> = {};
  for (const [destination, content] of Object.entries(value)) {
    if (typeof content === 'string' || content instanceof Uint8Array) result[destination] = content;
    else if (content instanceof ArrayBuffer) result[destination] = new Uint8Array(content);
  }
  return result;
}
