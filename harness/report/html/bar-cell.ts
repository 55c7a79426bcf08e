import { html, type Markup } from './markup.ts';

const [WIDTH, HEIGHT] = [80, 10];

/**
 * A figure and, under it, a bar of its size beside the others of its column, which says nothing that the figure does not.
 * @param most the highest of the column; 0: there is nothing to compare
 */
export function barCell(
  value: number | null,
  most: number,
  text: (value: number) => string,
  broken: boolean,
): string | Markup {
  if (value === null) return '–';
  if (most <= 0) return text(value);
  const width = ((WIDTH * Math.max(0, value)) / most).toFixed(1);
  return html`<span class="apart">${text(value)}</span><svg class="bar" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true"><rect class="bar-track" width="${WIDTH}" height="${HEIGHT}"/><rect class="${broken ? 'bar-broken' : 'bar-ok'}" width="${width}" height="${HEIGHT}"/></svg>`;
}
