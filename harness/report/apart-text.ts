import type { ApartRecord } from '../record/calibration-record.ts';
import { count, ms, share } from '../verdict/figures.ts';
import { heads, table } from './layout.ts';
import type { Paint } from './paint.ts';

/** What a twin says beside what was, figure by figure. @param missing figures that nobody measured */
export function apartTable(apart: readonly ApartRecord[], missing: readonly string[], paint: Paint): string[] {
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
    ...missing.map(figure => [{ text: figure }, { text: 'not measured', right: true }]),
  ]);
}

export function apartValue({ unit }: ApartRecord, value: number): string {
  switch (unit) {
    case 'ms':
      return ms(value);
    case 'share':
      return share(value);
    case 'calls':
      return value.toFixed(1);
    case 'restarts':
      return count(value);
  }
}

/** Of shares in points, of times and calls as a share of what was measured, of restarts in all. */
export function apartBias({ unit }: ApartRecord, value: number): string {
  const [of, digits, after] = BIASES[unit];
  const text = (of * value).toFixed(digits);
  const isNone = Number(text) === 0;
  return `${value > 0 && !isNone ? '+' : ''}${isNone ? text.replace('-', '') : text}${after}`;
}

const BIASES: Readonly<Record<ApartRecord['unit'], readonly [of: number, digits: number, after: string]>> = {
  share: [100, 1, ' pts'],
  ms: [100, 1, ' %'],
  calls: [100, 1, ' %'],
  restarts: [1, 1, ''],
};
