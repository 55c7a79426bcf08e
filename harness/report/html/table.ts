import { type Content, html, Markup } from './markup.ts';

export interface Column {
  readonly title: string;
  readonly kind?: 'number' | 'wide';
}

export interface Row {
  /** The first is the row's name. */
  readonly cells: readonly Content[];
  readonly className?: string;
}

/** Columns that a narrow screen has no room for side by side. */
const MANY = 5;

/**
 * A table in a box that scrolls where there is too little room. One of many columns becomes blocks on a narrow screen: a row each, every value
 * beside its column's name.
 * @param caption names it for people and screen readers
 * @param isLong it has so many rows that they had better stay rows
 */
export function table(caption: string, columns: readonly Column[], rows: readonly Row[], isLong = false): Markup {
  const stacked = columns.length >= MANY && !isLong;
  const classOf = (i: number): Content => {
    const kind = columns[i]?.kind;
    return kind === undefined ? '' : html` class="${kind}"`;
  };
  const head = columns.map(({ title }, i) =>
    title === '' ? html`<td></td>` : html`<th scope="col"${classOf(i)}>${title}</th>`,
  );
  const body = rows.map(
    ({ cells, className }) =>
      html`<tr${className === undefined ? '' : html` class="${className}"`}>${cells.map((cell, i) =>
        i === 0
          ? html`<th scope="row"${classOf(i)}${stacked && labelOf(columns[i], cell)}>${cell}</th>`
          : html`<td${classOf(i)}${stacked && labelOf(columns[i], cell)}>${cell}</td>`,
      )}</tr>
`,
  );
  return html`<div class="table${stacked && ' stacked'}" role="group" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
</table></div>
`;
}

/** What stands beside a value where its column's head is not seen; a picture under its figure has none. */
function labelOf(column: Column | undefined, cell: Content): Content {
  if (column === undefined || column.title === '' || isEmpty(cell)) return '';
  return html` data-label="${column.title}"`;
}

function isEmpty(cell: Content): boolean {
  return cell === null || cell === false || cell === '' || (cell instanceof Markup && cell.text === '');
}

/** Names and values, one under the other. */
export function facts(list: readonly (readonly [name: string, value: Content])[]): Markup {
  return html`<dl class="facts">${list.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
`;
}
