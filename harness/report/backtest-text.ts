/** The terminal's report of a backtest, in 80 columns: the twin beside what was. */

import type { BacktestRecord } from '../record/backtest-record.ts';
import { apartTable } from './apart-text.ts';
import { telemetrySpan } from './calibration-text.ts';
import { heads, table, wrap } from './layout.ts';
import { type Paint, plain } from './paint.ts';

const TONES = { holds: 'good', off: 'bad', inconclusive: 'doubtful' } as const;

export function backtestText(record: BacktestRecord, paint: Paint = plain): string {
  const word = record.verdict.toUpperCase();
  const [first = '', ...more] = wrap(`${word}  ${backtestTitle(record)}`, '', ' '.repeat(word.length + 2));
  const parts = [
    [
      paint(TONES[record.verdict], word) + first.slice(word.length),
      ...more,
      ...record.reasons.flatMap(reason => wrap(reason, '  • ', '    ')),
    ],
    record.apart.length === 0 ? [] : [paint('heading', 'The twin beside what was'), ...apartTable(record.apart, paint)],
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
  return `${parts
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`;
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
