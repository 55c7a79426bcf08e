import type { ToldEvent } from '../../operations/catalogue/timeline-event.ts';
import { count, ms, rate, share } from '../../verdict/figures.ts';

/** A drill's latest second, for who watches. Null = not measured. */
export interface ProgressSample {
  /** The second that has just ended, s since t = 0. */
  readonly second: number;
  readonly planned: number | null;
  readonly offered: number;
  /** Outcomes that came in this second: `errors` holds timeouts too. */
  readonly ended: number;
  readonly good: number;
  readonly timeouts: number;
  readonly errors: number;
  readonly p99Ms: number | null;
  /** Iterations dropped so far. */
  readonly droppedSoFar: number;
  readonly lagP99Ms: number | null;
  /** CPU share of each pool. */
  readonly pools: Readonly<Record<string, { readonly cpu: number | null }>>;
}

/** One plain line for logs: what is worth knowing of one second, what is wrong before what is usual. @param endS when it ends, s; null: when somebody says so */
export function progressLine(sample: ProgressSample, endS: number | null): string {
  const { second, planned, offered, ended, good, timeouts, errors, p99Ms, droppedSoFar, lagP99Ms, pools } = sample;
  const parts = [
    endS === null ? `${second + 1} s` : `${second + 1} of ${endS} s`,
    `load ${rate(offered)}${planned === null ? '' : ` of ${rate(planned)} planned`}`,
    `good ${ended === 0 ? '–' : share(good / ended)}`,
  ];
  if (timeouts > 0) parts.push(`TIMEOUTS ${count(timeouts)}`);
  if (errors > timeouts) parts.push(`ERRORS ${count(errors - timeouts)}`);
  if (droppedSoFar > 0) parts.push(`DROPPED ${count(droppedSoFar)}`);
  if (lagP99Ms !== null && lagP99Ms > LAG_WORTH_SAYING_MS) parts.push(`LAG ${ms(lagP99Ms)}`);
  parts.push(`p99 ${orNone(p99Ms, ms)}`);
  parts.push(
    `CPU ${Object.entries(pools)
      .map(([name, { cpu }]) => `${name} ${orNone(cpu, whole)}`)
      .join(' ')}`,
  );
  return parts.join(', ');
}

/** What was done or happened, in a line. @param number of the operation, by which curves and reports refer to it */
export function noteLine({ atS, operation, target, detail }: ToldEvent, number: number | null = null): string {
  const when = atS <= 0 ? 'setup' : `${Math.round(atS * 10) / 10} s`;
  return `${when.padStart(7)}  ${number === null ? '' : `${number} `}${operation} ${target}: ${detail}`;
}

/** Below this the generator keeps the pace, whatever the objectives. */
const LAG_WORTH_SAYING_MS = 20;

function whole(value: number): string {
  return `${Math.round(value * 100)}%`;
}

function orNone(value: number | null, text: (value: number) => string): string {
  return value === null ? '–' : text(value);
}
