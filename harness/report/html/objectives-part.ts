import type { ArmRecord } from '../../record/compare-record.ts';
import { namedObjectives } from '../../verdict/objectives/class-objectives.ts';
import type { ObjectiveResult } from '../../verdict/objectives/judged-objective.ts';
import { limitText } from '../../verdict/objectives/limit-text.ts';
import { objective } from '../../verdict/objectives/objectives.ts';
import { marginText, objectiveTitle, thresholdStatus, thresholdValue, valueText } from '../objective-text.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { statusCell } from './status-cell.ts';
import { table } from './table.ts';

/** What `pass` means, and how far it was from not being so: objectives and thresholds. @param also what speaks against it besides */
export function objectivesPart(run: ArmRecord, also: Markup): Markup {
  const objectives = namedObjectives(run);
  const limits =
    objectives.length === 0
      ? html`<p>The topology sets no objectives.</p>`
      : table(
          'Objectives of the topology',
          [
            { title: 'objective' },
            { title: 'status' },
            { title: 'limit' },
            { title: 'value' },
            { title: 'margin' },
            { title: '' },
            { title: 'note', kind: 'wide' },
          ],
          objectives.map(([called, objective]) => ({
            cells: [
              objectiveTitle(objective, called),
              statusCell(objective.status),
              html`<span class="apart">${limitText(objective)}</span>`,
              html`<span class="apart">${valueText(objective)}</span>`,
              html`<span class="apart">${marginText(objective) || '–'}</span>`,
              usedBar(objective),
              objective.note,
            ],
          })),
        );
  return html`<section aria-labelledby="objectives"><h2 id="objectives">Objectives</h2>
${limits}
${thresholdsTable(run.thresholds)}
${also}</section>
`;
}

function thresholdsTable(thresholds: ArmRecord['thresholds']): Markup {
  if (thresholds.length === 0) return html`<p class="muted">The script sets no thresholds.</p>`;
  return table(
    'Thresholds of the script',
    [{ title: 'metric' }, { title: 'status' }, { title: 'expression' }, { title: 'value' }],
    thresholds.map(threshold => ({
      cells: [
        html`<code>${threshold.metric}</code>`,
        statusCell(thresholdStatus(threshold)),
        html`<code>${threshold.expression}</code>`,
        thresholdValue(threshold),
      ],
    })),
  );
}

/** A picture of value against limit, which the cells beside it say in figures: the line is the limit, at two thirds of the track. */
function usedBar({ name, limit, value, status }: ObjectiveResult): Markup {
  if (value === null || limit <= 0) return NOTHING;
  const [width, limitAt] = [120, 80];
  const used = Math.min(width, Math.max(0, (value / limit) * limitAt));
  const good = status === 'ok' ? 'bar-ok' : 'bar-broken';
  const what = objective(name).asks === 'at-least' ? 'value against the least asked for' : 'value against its limit';
  return html`<svg width="${width}" height="14" viewBox="0 0 ${width} 14" aria-hidden="true"><title>${what}</title><rect class="bar-track" y="3" width="${width}" height="8"/><rect class="${good}" y="3" width="${used.toFixed(1)}" height="8"/><line class="bar-limit" x1="${limitAt}" x2="${limitAt}" y1="0" y2="14"/></svg>`;
}
