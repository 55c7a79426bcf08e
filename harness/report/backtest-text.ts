/** The terminal's report of a backtest, in 80 columns: the twin beside what was. */

import type { BacktestRecord } from '../record/backtest-record.ts';
import { apartTable } from './apart-text.ts';
import { telemetrySpan } from './calibration-text.ts';
import { heads, table } from './layout.ts';
import { type Paint, plain } from './paint.ts';
import { type Order, textPage, verdictLines } from './text-page.ts';

export function backtestText(record: BacktestRecord, paint: Paint = plain, order?: Order): string {
  const parts = [
    record.apart.length === 0
      ? []
      : [paint('heading', 'The twin beside what was'), ...apartTable(record.apart, record.notMeasured ?? [], paint)],
    record.causes.length === 0
      ? []
      : [
          paint('heading', 'Lines of the topology that this hour contradicts'),
          ...table([
            heads(['line', '>twin', '>measured'], paint),
            ...record.causes.map(({ path, twin, telemetry }) => [
              { text: path },
              { text: twin, right: true },
              { text: telemetry, right: true },
            ]),
          ]),
        ],
  ];
  return textPage(verdictLines(record.verdict, backtestTitle(record), record.reasons, paint), parts, order);
}

export function backtestTitle({ topology, telemetry }: BacktestRecord): string {
  return `twin ${topology.name} over ${telemetrySpan(telemetry)}`;
}

export function backtestLine(record: BacktestRecord): string {
  return `${record.verdict.toUpperCase()} ${backtestTitle(record)}: ${record.reasons[0] ?? ''}`;
}

/** As other records call it. */
export function verdictOf({ verdict }: BacktestRecord): 'pass' | 'fail' | 'inconclusive' {
  switch (verdict) {
    case 'holds':
      return 'pass';
    case 'off':
      return 'fail';
    case 'inconclusive':
      return verdict;
  }
}
