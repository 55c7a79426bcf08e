import { count, rate } from '../../verdict/figures.ts';

/** A rate at this scale and, where that is another, in the real region: `1,000/s (100,000/s at real scale)`. */
export function scaledRate(perSecond: number, scale: number): string {
  return scale === 1 ? rate(perSecond) : `${rate(perSecond)} (${rate(perSecond * scale)} at real scale)`;
}

/** The same for a number of things. */
export function scaledCount(value: number, scale: number): string {
  return scale === 1 ? count(value) : `${count(value)} (${count(value * scale)} at real scale)`;
}
