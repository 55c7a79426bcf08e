import { MAP_OUTCOMES, type MapOutcome, type MapRecord } from '../../record/map-record.ts';
import type { MapAxis } from '../../verdict/map-axis.ts';
import { isUnsureAt, MAP_SIGNS, UNSURE_SIGN } from '../map-text.ts';
import { html, type Markup, NOTHING } from './markup.ts';

const [CELL, LEFT, TOP, RIGHT, BOTTOM] = [18, 80, 8, 24, 56];
/** Cells between two labels. */
const LABEL_EVERY = 4;

/** A square a cell, with its outcome's colour and letter; the letter of a cell that was drilled is dark. Rows grow upwards. */
export function mapPicture(record: MapRecord): Markup {
  const {
    axes: [columns, rows],
    outcomes,
    drilled,
    bySeed,
  } = record;
  const [across, up] = [columns.values.length, rows.values.length];
  const [width, height] = [LEFT + across * CELL + RIGHT, TOP + up * CELL + BOTTOM];
  const x = (column: number): number => LEFT + column * CELL;
  const y = (row: number): number => TOP + (up - 1 - row) * CELL;
  const square = (column: number, row: number): string =>
    `M${x(column)} ${y(row)}h${CELL - 1}v${CELL - 1}h${1 - CELL}z`;
  // Cells in a row that nobody drilled are one shape: some thousand of them make a page slow.
  const shape = ({ outcome, isDrilled, from, to }: Run, row: number): Markup => {
    const cells = Array.from({ length: to - from + 1 }, (_, i) => from + i);
    const letter = isUnsureAt(record, from, row) ? UNSURE_SIGN.letter : MAP_SIGNS[outcome].letter;
    const agreeing = bySeed?.agreeing[row]?.[from] ?? null;
    const how = agreeing === null ? ' (drilled)' : ` (with ${agreeing} of ${bySeed?.seeds.length} seeds)`;
    const where = from === to ? columns.values[from] : `${columns.values[from]} to ${columns.values[to]}`;
    const what = `${columns.path} ${where}, ${rows.path} ${rows.values[row]}: ${MAP_SIGNS[outcome].words}${isDrilled ? how : ''}`;
    const centres = cells.map(column => x(column) + CELL / 2).join(' ');
    return html`<g><title>${what}</title><path class="map-${outcome}" d="${cells.map(column => square(column, row)).join('')}"/><text${isDrilled ? html` class="strong"` : ''} x="${centres}" y="${y(row) + CELL - 5}" text-anchor="middle">${letter.repeat(cells.length)}</text></g>`;
  };
  const anyUnsure = outcomes.some((row, y) => row.some((_, x) => isUnsureAt(record, x, y)));
  const own = [
    columns.own === null
      ? NOTHING
      : html`<text class="strong" x="${x(columns.own.nearest) + CELL / 2}" y="${height - BOTTOM + 14}" text-anchor="middle">▲</text>`,
    rows.own === null
      ? NOTHING
      : html`<text class="strong" x="${LEFT - 6}" y="${y(rows.own.nearest) + CELL - 5}" text-anchor="end">▶</text>`,
  ];
  const label = `${columns.path} by ${rows.path}: ${MAP_OUTCOMES.map(outcome => `${outcomes.flat().filter(each => each === outcome).length} cells of ${up * across}: ${MAP_SIGNS[outcome].words}`).join('; ')}`;
  return html`<figure class="chart">
<ul class="legend">${MAP_OUTCOMES.filter(outcome => outcomes.flat().includes(outcome)).map(
    outcome =>
      html`<li><svg class="map-key" width="${CELL}" height="${CELL}" aria-hidden="true"><rect class="map-${outcome}" width="${CELL}" height="${CELL}"/><text x="${CELL / 2}" y="${CELL - 5}" text-anchor="middle">${MAP_SIGNS[outcome].letter}</text></svg> ${MAP_SIGNS[outcome].words}</li>`,
  )}</ul>
<svg class="static-chart map" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
${outcomes.map(
  (row, i) => html`${runsOf(row, drilled[i] ?? []).map(run => shape(run, i))}
`,
)}${own}
${labelled(columns).map(i => html`<text x="${x(i) + CELL / 2}" y="${height - BOTTOM + 30}" text-anchor="middle">${columns.values[i] as string}</text>`)}
${labelled(rows).map(i => html`<text x="${LEFT - 20}" y="${y(i) + CELL - 5}" text-anchor="end">${rows.values[i] as string}</text>`)}
<text class="strong" x="${x(across / 2)}" y="${height - 8}" text-anchor="middle">${columns.path} across, ${rows.path} upwards</text>
</svg>
<figcaption>${ownText([columns, rows])}A dark letter was drilled; a faint one lies between drilled cells that all have its outcome.${anyUnsure ? ` ${UNSURE_SIGN.letter}: ${UNSURE_SIGN.words}, and the colour is that of the first.` : ''}</figcaption>
</figure>`;
}

/** Cells of a row from one to another, both its own, that look the same; one that was drilled stands alone. */
interface Run {
  readonly outcome: MapOutcome;
  readonly isDrilled: boolean;
  readonly from: number;
  readonly to: number;
}

function runsOf(row: readonly (MapOutcome | null)[], drilled: readonly boolean[]): Run[] {
  const runs: Run[] = [];
  for (const [at, outcome] of row.entries()) {
    if (outcome === null) continue;
    const isDrilled = drilled[at] === true;
    const last = runs.at(-1);
    const goesOn = last?.outcome === outcome && last.to === at - 1 && !isDrilled && !last.isDrilled;
    if (goesOn) runs[runs.length - 1] = { ...last, to: at };
    else runs.push({ outcome, isDrilled, from: at, to: at });
  }
  return runs;
}

function labelled({ values }: MapAxis): number[] {
  return [...values.keys()].filter(i => i % LABEL_EVERY === 0);
}

function ownText(axes: readonly MapAxis[]): string {
  const own = axes.flatMap(axis => (axis.own === null ? [] : [`${axis.path} ${axis.own.value}`]));
  return own.length === 0 ? '' : `The marks: ${own.join(', ')}, as it is if nobody varies it. `;
}
