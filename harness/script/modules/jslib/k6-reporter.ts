/** Stands in for k6-reporter (`…/benc-uk/k6-reporter/…/bundle.js`): `handleSummary`'s data as one HTML page. Part of scripts. */

interface Group {
  name: string;
  groups: Group[];
  checks: { name: string; passes: number; fails: number }[];
}

interface Data {
  root_group: Group;
  metrics: Record<
    string,
    { type: string; values: Record<string, number>; thresholds?: Record<string, { ok: boolean }> }
  >;
  state?: { testRunDurationMs?: number };
}

/** @param options `title`; whatever else there is says how the original looks */
export function htmlReport(data: Data, options: { title?: string } = {}): string {
  const title = escaped(options.title ?? 'k6 test');
  const metrics = Object.keys(data.metrics).sort();
  const thresholds = metrics.flatMap(name =>
    Object.entries(data.metrics[name]?.thresholds ?? {}).map(([text, { ok }]) => [name, text, ok ? 'ok' : 'BROKEN']),
  );
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<style>body{font:14px system-ui;margin:2em;max-width:80em}table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #ccc;padding:.3em .6em;text-align:left}</style>
</head><body><h1>${title}</h1>
<p>${((data.state?.testRunDurationMs ?? 0) / 1000).toFixed(1)} s</p>
${table('Thresholds', ['metric', 'threshold', ''], thresholds)}
${table('Checks', ['check', 'passed', 'failed'], checksOf(data.root_group, ''))}
${table(
  'Metrics',
  ['metric', 'values'],
  metrics.map(name => [name, valuesOf(data.metrics[name]?.values ?? {})]),
)}
</body></html>
`;
}

function checksOf(group: Group, path: string): string[][] {
  return [
    ...group.checks.map(({ name, passes, fails }) => [`${path}${name}`, String(passes), String(fails)]),
    ...group.groups.flatMap(inner => checksOf(inner, `${path}${inner.name} › `)),
  ];
}

function valuesOf(values: Record<string, number>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${Math.round(value * 1000) / 1000}`)
    .join(', ');
}

function table(caption: string, heads: string[], rows: string[][]): string {
  if (rows.length === 0) return '';
  const row = (cells: string[], tag: string) =>
    `<tr>${cells.map(cell => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return `<h2>${caption}</h2><table>${row(heads, 'th')}${rows.map(cells => row(cells, 'td')).join('')}</table>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, letter => `&#${letter.charCodeAt(0)};`);
}

export default { htmlReport };
