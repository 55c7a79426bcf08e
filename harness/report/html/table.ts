import { type Content, html, type Markup } from './markup.ts';

export interface Column {
  readonly title: string;
  readonly kind?: 'number' | 'wide';
}

export interface Row {
  /** The first is the row's name. */
  readonly cells: readonly Content[];
  readonly className?: string;
}

/** A table in a box that scrolls where there is too little room. `caption` names it for people and screen readers. */
export function table(caption: string, columns: readonly Column[], rows: readonly Row[]): Markup {
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
        i === 0 ? html`<th scope="row"${classOf(i)}>${cell}</th>` : html`<td${classOf(i)}>${cell}</td>`,
      )}</tr>
`,
  );
  return html`<div class="table" role="group" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
</table></div>
`;
}

/** Names and values, one under the other. */
export function facts(list: readonly (readonly [name: string, value: Content])[]): Markup {
  return html`<dl class="facts">${list.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
`;
}
