import { type Cell, heads, table } from '../../harness/report/layout.ts';
import { type Paint, plain } from '../../harness/report/paint.ts';
import type { TwinFigure } from './live-twins.ts';
import type { Finding } from './replications.ts';
import type { CaseFindings } from './run-suite.ts';
import { commandOf } from './validation-case.ts';

/** Wider than a report: a row is one line. */
const WIDTH = 150;

/** The table of the suite: quantity, closed form, measured, interval, within or not. */
export function findingsText(results: readonly CaseFindings[], paint: Paint = plain): string {
  const sections = [...new Set(results.map(result => result.case.section))];
  const parts = sections.map(section => {
    const rows = results
      .filter(result => result.case.section === section)
      .flatMap(({ case: { name }, findings }) =>
        findings.map((finding, i): Cell[] => [
          { text: i === 0 ? name : '' },
          { text: finding.quantity },
          { text: figure(finding.closedForm), right: true },
          { text: figure(finding.measured), right: true },
          { text: intervalText(finding), right: true },
          finding.within
            ? { text: 'within', show: text => paint('good', text) }
            : { text: `NOT WITHIN: ${finding.fault}`, show: text => paint('bad', text) },
        ]),
      );
    const titles = heads(['case', 'quantity', '>closed form', '>measured', '>interval', ''], paint);
    return [paint('heading', section), ...table([titles, ...rows], '  ', WIDTH)].join('\n');
  });
  return `${[...parts, summary(results)].join('\n\n')}\n`;
}

/** How many are within, and the command of each case that is not. */
export function summary(results: readonly CaseFindings[]): string {
  const all = results.flatMap(({ findings }) => findings);
  const faulty = results.filter(({ findings }) => findings.some(({ within }) => !within));
  const outside = all.filter(({ within }) => !within).length;
  const counts = `${all.length} quantities of ${results.length} cases: ${all.length - outside} within, ${outside} not.`;
  return [counts, ...faulty.map(result => `  ${commandOf(result.case)}`)].join('\n');
}

/** Live drills beside their virtual twins: the difference is what sockets, timers and this machine add. */
export function twinsText(figures: readonly TwinFigure[], paint: Paint = plain): string {
  const rows = figures.map((each, i): Cell[] => {
    const change = (each.live - each.virtual) / each.virtual;
    const same = each.live === each.virtual;
    return [
      { text: figures[i - 1]?.case === each.case ? '' : each.case },
      { text: each.quantity },
      { text: figure(each.closedForm), right: true },
      { text: figure(each.virtual), right: true },
      { text: figure(each.live), right: true },
      { text: figure(each.live - each.virtual), right: true },
      { text: same ? 'the same' : Number.isFinite(change) ? `${(100 * change).toFixed(1)} %` : '–', right: true },
    ];
  });
  const titles = heads(['drill', 'quantity', '>closed form', '>virtual', '>live', '>difference', '>'], paint);
  return `${[paint('heading', 'live against virtual, seed 1'), ...table([titles, ...rows], '  ', WIDTH)].join('\n')}\n`;
}

/** A number of any size, to five digits. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return String(Number(value.toPrecision(5)));
}

export function intervalText({ interval: [low, high] }: Finding): string {
  return low === high ? 'exact' : `${figure(low)} – ${figure(high)}`;
}
