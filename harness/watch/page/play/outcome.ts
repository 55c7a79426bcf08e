import type { RunRecord } from '../../../record/run-record.ts';
import { count, ms, share } from '../../../verdict/figures.ts';
import { element } from '../live/element.ts';

/** What of a drill is set beside another. */
export type Judged = Pick<RunRecord, 'verdict' | 'reasons' | 'timeouts' | 'objectives'>;

/** The figures that decide, one a row. */
const ROWS: readonly { readonly name: string; readonly of: (drill: Judged) => string }[] = [
  { name: 'Verdict', of: ({ verdict }) => verdict },
  { name: 'Timeouts begin', of: ({ timeouts: { onsetS } }) => (onsetS === null ? 'never' : `second ${onsetS}`) },
  {
    name: 'Requests that timed out',
    of: ({ timeouts }) =>
      timeouts.count === 0
        ? 'none'
        : `${count(timeouts.count)}${timeouts.share === null ? '' : ` (${share(timeouts.share)})`}`,
  },
  { name: 'Response time p99', of: drill => objectiveText(drill, 'p99', ms) },
  { name: 'Requests that failed', of: drill => objectiveText(drill, 'errors', share) },
];

function objectiveText({ objectives }: Judged, wanted: string, text: (value: number) => string): string {
  const value = objectives.find(({ name }) => name === wanted)?.value ?? null;
  return value === null ? 'no data' : text(value);
}

/** Both drills side by side. */
export function figuresTable(recorded: Judged, again: Judged): HTMLTableElement {
  const head = element('tr', '', ...['', 'recorded', 'run here'].map(title => headCell(title, 'col')));
  const rows = ROWS.map(({ name, of }) => {
    const [before, now] = [of(recorded), of(again)];
    const cells = [before, now].map(text => element('td', '', text));
    return element('tr', before === now ? '' : 'changed', headCell(name, 'row'), ...cells);
  });
  const caption = element('caption', '', 'This drill beside the recorded one; what differs is marked');
  return element('table', '', caption, element('thead', '', head), element('tbody', '', ...rows));
}

function headCell(text: string, scope: 'col' | 'row'): HTMLElement {
  if (text === '') return element('td', '');
  const cell = element('th', '', text);
  cell.scope = scope;
  return cell;
}
