import { count, ratio } from '../../verdict/figures.ts';
import { driftSentences, type HistoryEntry, inOrder, remark, titleOf } from '../history.ts';
import { type CurveLine, curveChart, MOST_LINES, roundTicks } from './curve-chart.ts';
import { fileNameOf } from './file-name.ts';
import { html, type Markup } from './markup.ts';
import type { PageAssets } from './page-assets.ts';
import { recordPage } from './record-page.ts';
import { table } from './table.ts';

/** Of each script: older ones are in the raw data. */
const MOST_ROWS = 200;
/** Marks of a row of verdicts. */
const MOST_MARKS = 40;

/** The report of all runs and capacities below a folder: verdicts in the order of time, and what became of headroom. @param entries at least one */
export function renderHistoryHtml(entries: readonly HistoryEntry[], assets: PageAssets): string {
  const ordered = inOrder(entries);
  const titles = [...new Set(ordered.map(titleOf))];
  const groups = titles.map(title => ({ title, own: ordered.filter(entry => titleOf(entry) === title) }));
  const [first, last] = [ordered[0], ordered.at(-1)] as [HistoryEntry, HistoryEntry];
  const failing = ordered.filter(({ verdict }) => verdict === 'fail').length;
  const measured = ordered.filter(({ headroom }) => headroom !== null);
  return recordPage(
    {
      eyebrow: 'Headroom history of runs and capacities',
      verdict: null,
      heading: `${count(ordered.length)} records, ${day(first)} to ${day(last)}`,
      reasons: [
        ...driftSentences(ordered),
        `The latest, ${last.script} with ${last.settings}, came to ${last.verdict}. ${count(failing)} of ${count(ordered.length)} failed.`,
      ],
      picture: measured.length === 0 ? verdictsPicture(groups) : headroomChart(measured),
      note: 'By the time at which each record was written; the newest is on the right, and in tables first.',
      sections: [
        ...(measured.length === 0 ? [] : [['Verdicts', verdictsPicture(groups)] as const]),
        ['Records', groups.map(({ title, own }) => recordsTable(title, own))],
      ],
      data: {
        value: ordered,
        fileName: fileNameOf('headroom', 'history'),
        what: 'the history',
        whole: 'It is what headroom report --history --json gives.',
      },
    },
    assets,
  );
}

function day({ at }: HistoryEntry): string {
  return at.slice(0, 10);
}

/** A line for each settings that have measured headroom; records stand equally far apart, in their order. */
function headroomChart(measured: readonly HistoryEntry[]): Markup {
  const bySettings = new Map<string, CurveLine & { points: [number, number][] }>();
  measured.forEach(({ fingerprint, settings, headroom }, i) => {
    const points = bySettings.get(fingerprint)?.points ?? [];
    points.push([i, headroom as number]);
    bySettings.delete(fingerprint);
    // Settings are known by their latest name.
    bySettings.set(fingerprint, { label: `${settings} ${fingerprint.slice(0, 8)}`, points, dotted: true });
  });
  const lines = [...bySettings.values()];
  const most = 1.1 * Math.max(1, ...measured.map(({ headroom }) => headroom as number));
  const every = Math.max(1, Math.ceil(measured.length / 6));
  const left = lines.length - MOST_LINES;
  return curveChart({
    summary: 'Headroom of each record that measured it, by settings; the figures are in the tables below',
    lines: lines.slice(-MOST_LINES),
    x: {
      ...{ label: 'records in the order of time', isLogarithmic: false },
      ticks: measured.flatMap((_, i) => (i % every === 0 ? [i] : [])),
      text: i => day(measured[i] as HistoryEntry),
    },
    ...{ most, yTicks: roundTicks(most), yText: ratio, limits: [[1, 'regional peak']] },
    caption: `Headroom: how many times the regional peak is borne. A line is of the same settings; the line between dots is no measurement.${left > 0 ? ` ${count(left)} settings of long ago are left out.` : ''}`,
  });
}

const SIGNS = {
  pass: ['✓', 'mark-ok'],
  fail: ['✗', 'mark-broken'],
  inconclusive: ['?', 'limit-text'],
  measured: ['ℹ', 'strong'],
} as const;

interface Group {
  readonly title: string;
  readonly own: readonly HistoryEntry[];
}

const [STEP, ROW] = [16, 40];

/** A row of signs for each script, the newest on the right. */
function verdictsPicture(groups: readonly Group[]): Markup {
  const width = 2 * STEP + STEP * MOST_MARKS;
  const sign = ({ verdict, at, settings }: HistoryEntry, i: number, row: number): Markup => {
    const [text, className] = SIGNS[verdict];
    return html`<g><title>${at.slice(0, 16).replace('T', ' ')} ${settings}: ${verdict}</title><text class="${className}" x="${STEP + i * STEP}" y="${row * ROW + 34}" text-anchor="middle">${text}</text></g>`;
  };
  return html`<figure class="chart"><h3>Verdicts in the order of time</h3>
<svg class="static-chart sweep" viewBox="0 0 ${width} ${groups.length * ROW + 8}" role="img" aria-label="Verdicts of each script in the order of time; they are in the tables below">
${groups.map(
  (
    { title, own },
    row,
  ) => html`<text x="0" y="${row * ROW + 14}">${title}</text>${own.slice(-MOST_MARKS).map((entry, i) => sign(entry, i, row))}
`,
)}</svg>
<figcaption>✓ pass, ✗ fail, ? inconclusive, ℹ measured. The latest ${MOST_MARKS} of each.</figcaption>
</figure>`;
}

function recordsTable(title: string, own: readonly HistoryEntry[]): Markup {
  const left = own.length - MOST_ROWS;
  return html`${table(
    title,
    [
      { title: 'written, UTC' },
      { title: 'settings' },
      { title: 'what' },
      { title: 'verdict' },
      { title: 'headroom', kind: 'number' },
      { title: 'capacity, or since when timeouts' },
    ],
    [...own]
      .reverse()
      .slice(0, MOST_ROWS)
      .map(entry => ({
        cells: [
          entry.at.slice(0, 16).replace('T', ' '),
          html`${entry.settings} <code>${entry.fingerprint.slice(0, 8)}</code>`,
          entry.kind,
          verdictCell(entry),
          entry.headroom === null ? '–' : ratio(entry.headroom),
          remark(entry),
        ],
      })),
  )}${left > 0 && html`<p class="note">${count(left)} older ones are in the raw data.</p>`}`;
}

function verdictCell({ verdict }: HistoryEntry): Markup {
  const className = { pass: 'ok', fail: 'broken', inconclusive: 'unclear', measured: 'apart' }[verdict];
  return html`<span class="${className}"><span aria-hidden="true">${SIGNS[verdict][0]}</span> ${verdict}</span>`;
}
