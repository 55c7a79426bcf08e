import { count, ms, rate, share } from '../../verdict/figures.ts';
import type { Unit } from './chart-plan.ts';

/** A value in the words that the tables use. */
export function unitText(unit: Unit, value: number): string {
  switch (unit) {
    case 'perSecond':
      return rate(value);
    case 'ms':
      return ms(value);
    case 'share':
      return share(value);
    case 'count':
      return count(value);
  }
}

/** A moment of a drill on an axis: `45 s`; from three minutes on `12:30`, from an hour on `1:02:30`. */
export function momentText(atS: number, longestS: number): string {
  if (longestS < 180) return `${Number(atS.toFixed(2))} s`;
  const whole = Math.round(atS);
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map(part => String(part).padStart(2, '0'));
  return longestS < 3600 ? `${Math.floor(whole / 60)}:${parts[1]}` : `${Math.floor(whole / 3600)}:${parts.join(':')}`;
}

/** A number on the right-hand axis, which has little room: `100k`, `1.2M`. */
export function shortNumber(value: number): string {
  if (Math.abs(value) >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  return Math.abs(value) >= 1e3 ? `${Number((value / 1e3).toPrecision(3))}k` : String(Number(value.toPrecision(3)));
}
