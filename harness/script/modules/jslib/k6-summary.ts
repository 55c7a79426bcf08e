/** Stands in for `https://jslib.k6.io/k6-summary`: the end of a test as text and as JUnit XML. Part of scripts, not of the harness. */

interface SummaryMetric {
  type: string;
  contains: string;
  values: Record<string, number>;
  thresholds?: Record<string, { ok: boolean }>;
}

interface SummaryGroup {
  name: string;
  groups: SummaryGroup[];
  checks: { name: string; passes: number; fails: number }[];
}

interface Summary {
  root_group: SummaryGroup;
  options?: { summaryTimeUnit?: string; noColor?: boolean };
  metrics: Record<string, SummaryMetric>;
}

interface TextOptions {
  /** Put before each line. */
  indent?: string;
  enableColors?: boolean;
}

const HTTP = /^http_/;
const EXECUTION = /^(iterations|iteration_duration|group_duration|dropped_iterations|vus|vus_max)(\{|$)/;
const NETWORK = /^data_/;

/** The summary as k6 prints it at the end: thresholds, checks, then the metrics by kind. */
export function textSummary(data: Summary, options: TextOptions = {}): string {
  const colors = options.enableColors === true && data.options?.noColor !== true;
  const paint = (text: string, ok: boolean) => (colors ? `\x1b[${ok ? 32 : 31}m${text}\x1b[0m` : text);
  const mark = (ok: boolean) => paint(ok ? '✓' : '✗', ok);
  const unit = data.options?.summaryTimeUnit ?? '';
  const names = Object.keys(data.metrics).sort();
  const lines: string[] = [];

  const judged = names.filter(name => Object.keys(metricOf(data, name).thresholds ?? {}).length > 0);
  if (judged.length > 0) lines.push('THRESHOLDS', '');
  for (const name of judged) {
    const { thresholds = {}, values } = metricOf(data, name);
    lines.push(`  ${name}`);
    for (const [expression, { ok }] of Object.entries(thresholds))
      lines.push(`  ${mark(ok)} '${expression}'${measured(expression, values, metricOf(data, name), unit)}`);
    lines.push('');
  }

  const checks = checkLines(data.root_group, mark, '  ');
  if (checks.length > 0) lines.push('CHECKS', '', ...checks, '');

  const isCustom = (name: string) => name !== 'checks' && ![HTTP, EXECUTION, NETWORK].some(kind => kind.test(name));
  const sections: [string, (name: string) => boolean][] = [
    ['TOTALS', name => name === 'checks'],
    ['CUSTOM', isCustom],
    ['HTTP', name => HTTP.test(name)],
    ['EXECUTION', name => EXECUTION.test(name)],
    ['NETWORK', name => NETWORK.test(name)],
  ];
  const width = Math.max(0, ...names.map(name => name.length)) + 3;
  for (const [title, belongs] of sections) {
    const shown = names.filter(belongs);
    if (shown.length === 0) continue;
    lines.push(title, '');
    for (const name of shown) lines.push(`  ${name.padEnd(width, '.')}: ${valuesText(metricOf(data, name), unit)}`);
    lines.push('');
  }
  const indent = options.indent ?? '';
  return lines.map(line => (line === '' ? '' : indent + line)).join('\n');
}

/** Each threshold as a JUnit test case. */
export function jUnit(data: Summary, options: { name?: string; classname?: string } = {}): string {
  const name = options.name ?? 'k6 thresholds';
  const classname = options.classname ?? 'Unnamed folder';
  const cases: string[] = [];
  let failures = 0;
  for (const metric of Object.keys(data.metrics).sort()) {
    const { thresholds = {}, values } = metricOf(data, metric);
    for (const [expression, { ok }] of Object.entries(thresholds)) {
      const open = `<testcase name="${xml(`${metric} - ${expression}`)}" classname="${xml(classname)}"`;
      if (ok) cases.push(`${open} />`);
      else {
        failures++;
        const message = Object.entries(values).map(([key, value]) => `${key} value: ${value}`);
        cases.push(`${open}><failure message="${xml(message.join(', '))}" /></testcase>`);
      }
    }
  }
  return [
    '<?xml version="1.0"?>',
    `<testsuites tests="${cases.length}" failures="${failures}">`,
    `<testsuite name="${xml(name)}" tests="${cases.length}" failures="${failures}">`,
    ...cases,
    '</testsuite>',
    '</testsuites>',
  ].join('\n');
}

function metricOf(data: Summary, name: string): SummaryMetric {
  return data.metrics[name] as SummaryMetric;
}

/** The value that a threshold's expression judges, ` p(95)=12.3ms`. */
function measured(expression: string, values: Record<string, number>, metric: SummaryMetric, unit: string): string {
  const aggregation = /^\s*(p\([\d.]+\)|[a-z]+)/.exec(expression)?.[1];
  if (aggregation === undefined) return '';
  const value = values[aggregation];
  return value === undefined ? '' : ` ${aggregation}=${valueText(value, aggregation, metric, unit)}`;
}

function checkLines(group: SummaryGroup, mark: (ok: boolean) => string, indent: string): string[] {
  const lines: string[] = [];
  for (const { name, passes, fails } of group.checks) {
    lines.push(`${indent}${mark(fails === 0)} ${name}`);
    if (fails > 0) {
      const share = Math.floor((100 * passes) / (passes + fails));
      lines.push(`${indent}  ↳ ${share}% (${passes} passed, ${fails} failed)`);
    }
  }
  for (const inner of group.groups) {
    const within = checkLines(inner, mark, `${indent}  `);
    if (within.length > 0) lines.push(`${indent}${inner.name}`, ...within);
  }
  return lines;
}

function valuesText(metric: SummaryMetric, unit: string): string {
  const { type, values } = metric;
  const text = (key: string) => valueText(values[key] ?? 0, key, metric, unit);
  switch (type) {
    case 'counter':
      return `${text('count')} ${text('rate')}/s`;
    case 'rate':
      return `${text('rate')} ${values.passes} out of ${(values.passes ?? 0) + (values.fails ?? 0)}`;
    case 'gauge':
      return `${text('value')} min=${text('min')} max=${text('max')}`;
  }
  return Object.keys(values)
    .map(key => `${key}=${text(key)}`)
    .join(' ');
}

function valueText(value: number, key: string, { type, contains }: SummaryMetric, unit: string): string {
  if (type === 'rate') return `${(100 * value).toFixed(2)}%`;
  if (contains === 'data') return bytesText(value);
  if (contains === 'time' && key !== 'count') return timeText(value, unit);
  return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(6)));
}

function timeText(ms: number, unit: string): string {
  if (unit === 's') return `${(ms / 1000).toFixed(2)}s`;
  if (unit === 'ms') return `${ms.toFixed(2)}ms`;
  if (unit === 'us') return `${(ms * 1000).toFixed(2)}µs`;
  if (ms >= 60_000) return `${Math.floor(ms / 60_000)}m${Math.floor((ms % 60_000) / 1000)}s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)}s`;
  if (ms >= 1 || ms === 0) return ms === 0 ? '0s' : `${ms.toFixed(2)}ms`;
  return `${(ms * 1000).toFixed(2)}µs`;
}

function bytesText(bytes: number): string {
  if (bytes < 1000) return `${Number.isInteger(bytes) ? bytes : bytes.toFixed(1)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let at = 0;
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000;
    at++;
  }
  return `${value.toFixed(1)} ${units[at]}`;
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
