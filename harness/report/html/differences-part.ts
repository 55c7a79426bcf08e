import type { CompareRecord } from '../../record/compare-record.ts';
import { changeWithin, count, figureText } from '../../verdict/figures.ts';
import { metricTitle } from '../../verdict/metric-title.ts';
import { changeHead, letPassSentence } from '../compare-text.ts';
import { orderRows, orderSentence } from '../order-text.ts';
import { unknownIn } from '../target-text.ts';
import { armNames } from './arms.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { table } from './table.ts';

type Difference = CompareRecord['differences'][number];

/** Every metric in both arms, and how sure the change between them is. */
export function differencesPart(comparison: CompareRecord): Markup {
  const [a, b] = armNames(comparison);
  const rows = comparison.differences.map(difference => {
    const { metric, baseline, candidate, change, interval, significant } = difference;
    const shown = (value: number | null): string =>
      value === null ? unknownIn(comparison.candidate, metric) : figureText(metric, value);
    return {
      cells: [
        metricTitle(metric),
        html`<span class="apart">${shown(baseline)}</span>`,
        html`<span class="apart">${shown(candidate)}</span>`,
        differs(significant, comparison),
        change === null ? '–' : change === 0 ? 'none' : changeWithin(metric, change, interval),
        intervalPicture(difference),
      ],
    };
  });
  return html`<section aria-labelledby="differences"><h2 id="differences">Differences</h2>
${table(
  'Metrics of both arms; latency, CPU, hit ratio and memory of when load was near its highest',
  [
    { title: 'metric' },
    { title: a },
    { title: b },
    { title: 'differs' },
    { title: changeHead(comparison.failing), kind: 'wide' },
    { title: '' },
  ],
  rows,
)}
<p class="muted">${starNote(comparison)} Latency, CPU, hit ratio and memory are means of the times when load was near its highest, so they are not the figures of the whole drill. In the picture the upright line is no change, the bar the interval and the dot the change, each row in a scale of its own.</p>
${orderPart(comparison)}
</section>
`;
}

/** What the order of the drills did. */
function orderPart(comparison: CompareRecord): Markup {
  const { order } = comparison;
  if (order === undefined) return NOTHING;
  const rows = orderRows(order).map(([metric, change]) => ({
    cells: [metric, html`<span class="apart">${change}</span>`],
  }));
  const titles = [{ title: 'metric' }, { title: 'later − earlier drill' }];
  return html`<h3>Order</h3>
<p>${orderSentence(order, ...armNames(comparison))}${rows.length === 0 ? '.' : ':'}</p>
${rows.length > 0 && table('What the order of the drills did', titles, rows)}`;
}

function differs(significant: boolean, { failing }: CompareRecord): Markup {
  if (failing.seeds === 1) return html`<span class="apart muted">–</span>`;
  return significant ? html`<strong class="apart">* yes</strong>` : html`<span class="apart muted">no</span>`;
}

function starNote({ failing, differences }: CompareRecord): string {
  if (failing.seeds === 1)
    return 'Of one pair of drills nobody can tell how much is chance: changes have no interval, and none is starred.';
  return `Means over ${count(failing.seeds)} seeds, and of the changes from seed to seed. * is more than chance, at 95 % for all rows together (Student, Holm).${seldomNote(differences)} ${letPassSentence(differences) ?? ''}`;
}

/** Why a row that changes has no interval. */
function seldomNote(differences: CompareRecord['differences']): string {
  return differences.some(({ change, interval }) => change !== null && change !== 0 && interval === null)
    ? ' A row has no interval if nothing changes in most of the seeds, or if the changes do not vary.'
    : '';
}

const [WIDTH, HEIGHT] = [140, 16];

/** The change and its interval around zero; the cell beside it says the same in figures. */
function intervalPicture({ change, interval }: Difference): Markup {
  if (change === null) return NOTHING;
  const [low, high] = interval ?? [change, change];
  const most = Math.max(Math.abs(low), Math.abs(high), Math.abs(change));
  const x = (value: number): string => (WIDTH / 2 + (most === 0 ? 0 : (value / most) * (WIDTH / 2 - 6))).toFixed(1);
  const middle = HEIGHT / 2;
  const bar =
    interval === null
      ? NOTHING
      : html`<line class="ink-candidate" stroke-width="4" x1="${x(low)}" x2="${x(high)}" y1="${middle}" y2="${middle}"/>`;
  return html`<svg width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true" class="static-chart interval"><line class="zero" x1="${WIDTH / 2}" x2="${WIDTH / 2}" y1="0" y2="${HEIGHT}"/>${bar}<circle class="dot" cx="${x(change)}" cy="${middle}" r="4"/></svg>`;
}
