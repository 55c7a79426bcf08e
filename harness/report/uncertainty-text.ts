/** The terminal's report of a drill with a calibration's own doubt, in 80 columns. */

import type { UncertaintyRecord } from '../record/uncertainty-record.ts';
import { count, ms, rate } from '../verdict/figures.ts';
import { costName } from './calibration-text.ts';
import { heads, table } from './layout.ts';
import { type Paint, plain } from './paint.ts';
import { type Order, textPage, verdictLines } from './text-page.ts';

export function uncertaintyText(record: UncertaintyRecord, paint: Paint = plain, order?: Order): string {
  const parts = [parametersPart(record, paint)];
  return textPage(verdictLines(record.verdict, uncertaintyTitle(record), record.reasons, paint), parts, order);
}

export function uncertaintyTitle({ script, cacheSettings, topology, draws }: UncertaintyRecord): string {
  return `${script.name} with ${cacheSettings.name} on ${topology.name}, ${count(draws.length)} draws of its calibration`;
}

export function uncertaintyLine(record: UncertaintyRecord): string {
  return `${record.verdict.toUpperCase()} ${uncertaintyTitle(record)}: ${record.reasons[0] ?? ''}`;
}

/** What draws that fail have of each parameter, beside the others. */
function parametersPart({ draws }: UncertaintyRecord, paint: Paint): string[] {
  const failing = draws.filter(({ verdict }) => verdict === 'fail');
  const others = draws.filter(({ verdict }) => verdict !== 'fail');
  const range = (of: typeof draws, path: string): string => {
    const values = of.map(({ parameters }) => parameters[path] ?? Number.NaN).sort((a, b) => a - b);
    const [low, high] = [values[0], values.at(-1)];
    return low === undefined || high === undefined ? '–' : `${ms(low)}–${ms(high)}`;
  };
  return [
    paint('heading', 'What was drawn'),
    ...table([
      heads(['parameter', '>where it fails', '>where it does not'], paint),
      ...Object.keys(draws[0]?.parameters ?? {}).map(path => [
        { text: costName(path) },
        { text: range(failing, path), right: true },
        { text: range(others, path), right: true },
      ]),
    ]),
  ];
}

/** `252–330/s` of the middle nine tenths; null: not measured. */
export function drawnRange(values: readonly number[]): string | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number;
  return `${rate(at(0.05)).replace('/s', '')}–${rate(at(0.95))}`;
}
