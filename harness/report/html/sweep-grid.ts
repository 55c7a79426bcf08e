import type { SweepPoint, SweepRecord } from '../../record/sweep-record.ts';
import { isEnough } from '../../verdict/capacity.ts';
import { rate, ratio } from '../../verdict/figures.ts';
import { limitText } from '../capacity-text.ts';
import { html, type Markup } from './markup.ts';
import { table } from './table.ts';

/**
 * Capacity against two knobs, each combination in its cell: what is enough by sign, words and colour.
 * @returns null: there are not two knobs
 */
export function sweepGrid({ knobs, points, headroomLimit }: SweepRecord): Markup | null {
  const [down, across, ...more] = knobs;
  if (down === undefined || across === undefined || more.length > 0) return null;
  const at = (row: string, column: string): SweepPoint | undefined =>
    points.find(({ values }) => values[0] === row && values[1] === column);
  const asked = headroomLimit === null ? 'the regional peak' : `${ratio(headroomLimit)} times the regional peak`;
  return html`<figure class="chart grid">${table(
    `Headroom: ${down.path} downwards, ${across.path} across`,
    [{ title: down.path }, ...across.values.map(title => ({ title }))],
    down.values.map(row => ({
      cells: [row, ...across.values.map(column => cell(at(row, column), headroomLimit))],
    })),
  )}<figcaption>How many times the regional peak is borne with each pair of values, the capacity, and what runs out first. ✓ is ${asked} or more, ✗ is less.</figcaption>
</figure>`;
}

function cell(point: SweepPoint | undefined, headroomLimit: number | null): Markup {
  if (point === undefined) return html`<span class="tinted unclear">? not measured</span>`;
  const { capacityPerSecond, headroom, limitedBy } = point;
  if (capacityPerSecond === null || headroom === null) return html`<span class="tinted broken">✗ none held</span>`;
  const [sign, className] = isEnough(headroom, headroomLimit) ? ['✓', 'ok'] : ['✗', 'broken'];
  return html`<span class="tinted ${className}"><strong>${sign} ${ratio(headroom)}</strong><br>${rate(capacityPerSecond)}<br>${limitText(limitedBy)}</span>`;
}
