import type { MetricValues } from '../measure/metric-registry.ts';
import type { ThresholdResult } from '../verdict/thresholds.ts';
import { show } from './fields.ts';
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

/** What `handleSummary` returned, ready to be written, and what of it cannot be. */
export interface SummaryTexts {
  /** By destination. Null: it left the summary to us. */
  readonly texts: Readonly<Record<string, string | Uint8Array>> | null;
  /** A sentence each. */
  readonly problems: readonly string[];
}

const CONTENTS = 'a text, an ArrayBuffer, or what JSON can hold';

/** `handleSummary`'s map of destinations to contents: texts and bytes as they are, numbers and objects as JSON. */
export function destinations(value: unknown): SummaryTexts {
  if (value === undefined || value === null) return { texts: null, problems: [] };
  if (typeof value !== 'object' || Array.isArray(value)) {
    const problem = `handleSummary() returns an object of contents by destination, { stdout: '…', 'summary.json': '…' } (got ${show(value)})`;
    return { texts: null, problems: [problem] };
  }
  const texts: Record<string, string | Uint8Array> = {};
  const problems: string[] = [];
  for (const [destination, content] of Object.entries(value)) {
    const text = textOf(content);
    if (text !== null) texts[destination] = text;
    else
      problems.push(
        `handleSummary() gives ${show(content)} for '${destination}', which is left out; allowed: ${CONTENTS}`,
      );
  }
  return { texts, problems };
}

function textOf(content: unknown): string | Uint8Array | null {
  if (typeof content === 'string' || content instanceof Uint8Array) return content;
  if (content instanceof ArrayBuffer) return new Uint8Array(content);
  if (content === null) return null;
  try {
    return JSON.stringify(content, null, 2) ?? null;
  } catch {
    // Circular, or holding a BigInt.
    return null;
  }
}
