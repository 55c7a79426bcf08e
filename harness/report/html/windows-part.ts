import type { CalibrationRecord } from '../../record/calibration-record.ts';
import { count, ms, rate, share } from '../../verdict/figures.ts';
import type { Markup } from './markup.ts';
import { scatterFigure } from './scatter-figure.ts';

type Columns = CalibrationRecord['windows']['observed'];

/** What was measured and what the twin says, window by window: a picture a figure. */
export function windowFigures(observed: Columns, predicted: Columns, windowS: number, split: number | null): Markup[] {
  return Object.keys(observed).flatMap(name => {
    const was = observed[name] ?? [];
    const said = predicted[name] ?? [];
    const points = was.flatMap((value, i): [number, number][] => (value === null ? [] : [[i, value]]));
    const line = said.flatMap((value, i): [number, number][] => (value === null ? [] : [[i, value]]));
    if (points.length === 0 || line.length === 0) return [];
    const text = name.endsWith('Ms') ? ms : (TEXTS[name] ?? share);
    return [
      scatterFigure({
        title: titleOf(name),
        ...{ xTitle: 'minutes', yTitle: titleOf(name), points, lines: [line] },
        xText: value => String(Math.round((value * windowS) / 6) / 10),
        yText: text,
        caption: `Dots are what was measured, the line is the twin.${split === null ? '' : ` From minute ${Math.round((split * windowS) / 6) / 10} on it was not fitted to them.`}`,
      }),
    ];
  });
}

const TEXTS: Readonly<Record<string, (value: number) => string>> = {
  perSecond: rate,
  storeInUse: value => value.toFixed(1),
  restarts: count,
};

function titleOf(name: string): string {
  const names: Readonly<Record<string, string>> = {
    hitRatio: 'hit ratio',
    p50Ms: 'p50',
    p99Ms: 'p99',
    failed: 'requests that failed',
    storeInUse: 'calls at the store',
    restarts: 'restarts',
    perSecond: 'requests a second',
  };
  return names[name] ?? name.replace(/^(.*)\.cpu$/, 'CPU of $1');
}
