import type { ArmRecord } from '../../record/compare-record.ts';
import { count, ms, share } from '../../verdict/figures.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { table } from './table.ts';

/** How requests ended, and where timeouts were. */
export function requestsPart({ requests, timeouts, classes = [] }: ArmRecord): Markup {
  const { offered, served, good, errors, decided, unexpected, interrupted, byStatus, byReason, byFailure } = requests;
  const part = (value: number): string => (offered === 0 ? '–' : share(value / offered));
  const split = decided === undefined ? {} : { decided };
  const totals = { offered, served, good, errors, ...split, unexpected, interrupted };
  const notes: Record<keyof typeof totals, string> = {
    offered: 'issued',
    served: 'answered, whatever the status',
    good: 'as expected, in time',
    errors: '5xx, 429, transport failures and timeouts',
    decided: 'of them: refused because somebody had ordered it (throttled)',
    unexpected: 'other statuses that the script did not expect',
    interrupted: 'under way when the drill ended',
  };
  return html`<section aria-labelledby="requests"><h2 id="requests">Requests</h2>
<div class="charts">
${table(
  'How requests ended',
  [{ title: '' }, { title: 'count', kind: 'number' }, { title: 'share', kind: 'number' }, { title: 'meaning' }],
  Object.entries(totals).map(([name, value]) => ({
    cells: [name, count(value), part(value), notes[name as keyof typeof totals]],
  })),
)}
${countsTable('By status', 'status', { ...byStatus, ...byFailure }, offered)}
${countsTable('Why, as proxy and instances say', 'reason', byReason, offered)}
${routesTable(timeouts.routes)}
${classesTable(classes)}
${namesTable(requests.byName)}
</div>
</section>
`;
}

function countsTable(caption: string, title: string, counts: Readonly<Record<string, number>>, whole: number): Markup {
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a);
  if (rows.length === 0) return NOTHING;
  return table(
    caption,
    [{ title }, { title: 'count', kind: 'number' }, { title: 'share', kind: 'number' }],
    rows.map(([name, value]) => ({ cells: [name, count(value), whole === 0 ? '–' : share(value / whole)] })),
  );
}

function classesTable(classes: NonNullable<ArmRecord['classes']>): Markup {
  if (classes.length === 0) return NOTHING;
  const titles = ['offered', 'good', 'refused', 'timed out', 'failed otherwise'];
  return table(
    'Requests by class, the most important first',
    [{ title: 'class' }, ...titles.map(title => ({ title, kind: 'number' as const })), { title: 'objectives' }],
    classes.map(({ name, offered, good, refused, timeouts, errors, objectives }) => ({
      cells: [
        name,
        ...[offered, good, refused, timeouts, errors - refused - timeouts].map(count),
        objectives
          .map(each => `${each.name} ${each.value === null ? '–' : share(each.value)} of ${share(each.limit)}`)
          .join(', '),
      ],
    })),
  );
}

function namesTable(byName: ArmRecord['requests']['byName']): Markup {
  if (byName.length === 0) return NOTHING;
  const titles = ['ended', 'good', 'errors', 'unexpected', 'p50', 'p95', 'p99', 'max'];
  return table(
    'Requests by name; times from due',
    [{ title: 'name' }, ...titles.map(title => ({ title, kind: 'number' as const }))],
    byName.map(({ name, ended, good, errors, unexpected, responseTimeMs: { p50, p95, p99, max } }) => ({
      cells: [
        name === '' ? '(no name)' : name,
        ...[ended, good, errors, unexpected].map(count),
        ...[p50, p95, p99, max].map(value => (value === null ? '–' : ms(value))),
      ],
    })),
  );
}

function routesTable(routes: ArmRecord['timeouts']['routes']): Markup {
  if (routes.length === 0) return NOTHING;
  return table(
    'Routes with timeouts',
    [{ title: 'route' }, { title: 'timeouts', kind: 'number' }, { title: 'share', kind: 'number' }, { title: 'began' }],
    routes.map(({ name, count: times, share: part, onsetS }) => ({
      cells: [
        name === '' ? '(no name)' : name,
        count(times),
        share(part),
        onsetS === null ? 'scattered' : `second ${onsetS}`,
      ],
    })),
  );
}
