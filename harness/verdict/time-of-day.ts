/** Moments of a drill as people name them: by the second, and by the clock of the day that the drill stands for. */
import { count } from './figures.ts';

/** `09:04 UTC`: the time of day `atS` seconds after t = 0. @param startsAt ISO 8601, UTC: what t = 0 stands for */
export function timeOfDay(startsAt: string, atS: number): string {
  return `${new Date(Date.parse(startsAt) + atS * 1000).toISOString().slice(11, 16)} UTC`;
}

/** `second 29`, or `second 3,844 (09:04 UTC)` where the drill stands for a day. */
export function secondText(atS: number, startsAt: string | null): string {
  const second = `second ${count(atS)}`;
  return startsAt === null ? second : `${second} (${timeOfDay(startsAt, atS)})`;
}
