import type { ArmRecord } from '../../record/compare-record.ts';
import { count, ms, share } from '../../verdict/figures.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { table } from './table.ts';

/** What the script checked, and how long its groups took. */
export function checksPart({ checks, groups }: Pick<ArmRecord, 'checks' | 'groups'>): Markup {
  if (checks.length + groups.length === 0) return NOTHING;
  return html`<section aria-labelledby="checks"><h2 id="checks">Checks and groups</h2>
<div class="charts">
${
  checks.length > 0 &&
  table(
    'Checks of the script; they decide nothing unless a threshold does',
    [
      { title: 'check' },
      { title: 'passed', kind: 'number' },
      { title: 'failed', kind: 'number' },
      { title: 'share', kind: 'number' },
    ],
    checks.map(({ name, passes, fails }) => ({
      cells: [name, count(passes), count(fails), share(passes / (passes + fails))],
    })),
  )
}
${
  groups.length > 0 &&
  table(
    'Groups of the script',
    [
      { title: 'group' },
      { title: 'times', kind: 'number' },
      { title: 'mean', kind: 'number' },
      { title: 'max', kind: 'number' },
    ],
    groups.map(({ name, times, meanMs, maxMs }) => ({ cells: [name, count(times), ms(meanMs), ms(maxMs)] })),
  )
}
</div>
</section>
`;
}
