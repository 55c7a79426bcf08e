import type { ArmRecord } from '../../record/compare-record.ts';
import { seconds } from '../../verdict/figures.ts';
import { measuredText, reachText, undoText } from '../target-text.ts';
import { html, type Markup } from './markup.ts';
import { table } from './table.ts';

/** Of a drill of a system that exists: what was done to it, and undone, with what its commands said. */
export function targetSection({ target, cacheSettings: { textDifference } }: ArmRecord): Markup {
  if (target === undefined) return html``;
  const undone = undoText(target);
  return html`<section aria-labelledby="target"><h2 id="target">Target</h2>
<p>${reachText(target)}.</p>
<p>${measuredText(target)}.</p>
${operationsTable(
  'What was done to it',
  target.operations.map(({ atS, ...each }) => ({ ...each, when: atS <= 0 ? 'setup' : seconds(atS) })),
)}
${undone === null ? null : html`<p>${undone}</p>`}
${target.undo === null || target.undo.operations.length === 0 ? null : operationsTable('What was undone', target.undo.operations)}
${textDifference === undefined || textDifference === '' ? null : html`<h3>The settings, line by line</h3><pre>${textDifference}</pre>`}
</section>
`;
}

type Done = NonNullable<ArmRecord['target']>['operations'][number];

function operationsTable(caption: string, operations: readonly (Omit<Done, 'atS'> & { when?: string })[]): Markup {
  if (operations.length === 0) return html`<p>Nothing was done to it.</p>`;
  const rows = operations.map(({ when = '', operation, ok, how, tookMs, output }) => ({
    cells: [when, operation, ok ? 'done' : 'FAILED', how, seconds(tookMs / 1000), output.trim()],
  }));
  const titles = ['when', 'operation', '', 'how', 'took', 'it said'].map(title => ({ title }));
  return table(caption, titles, rows);
}
