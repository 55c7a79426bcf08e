import type { ApartRecord } from '../record/calibration-record.ts';
import { ms, share } from '../verdict/figures.ts';
import { heads, table } from './layout.ts';
import type { Paint } from './paint.ts';

/** What a twin says beside what was, figure by figure. */
export function apartTable(apart: readonly ApartRecord[], paint: Paint): string[] {
  return table([
    heads(['figure', '>measured', '>twin', '>bias', '>by window', 'at most'], paint),
    ...apart.map(each => [
      { text: each.figure },
      { text: apartValue(each, each.observed), right: true },
      { text: apartValue(each, each.predicted), right: true },
      { text: apartBias(each, each.bias), right: true },
      { text: apartBias(each, each.spread).replace('+', '±'), right: true },
      {
        text: `${apartBias(each, each.limit).replace('+', '±')}${each.holds ? '' : '  off'}`,
        show: (text: string) => (each.holds ? text : paint('bad', text)),
      },
    ]),
  ]);
}

export function apartValue({ unit }: ApartRecord, value: number): string {
  return unit === 'ms' ? ms(value) : share(value);
}

/** Of shares in points, of times as a share of what was measured. */
export function apartBias({ unit }: ApartRecord, value: number): string {
  const text = (100 * value).toFixed(1).replace(/^-0\.0$/, '0.0');
  return `${value > 0 && text !== '0.0' ? '+' : ''}${text}${unit === 'ms' ? ' %' : ' pts'}`;
}
