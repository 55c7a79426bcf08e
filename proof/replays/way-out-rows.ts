import { existsSync, readFileSync } from 'node:fs';
import { type RecoveryPlan, runbook } from '../../harness/drill/recovery-plan.ts';
import { count } from '../../harness/verdict/figures.ts';
import { effortOf, type Throttling } from '../../harness/verdict/way-out.ts';

/** Incidents whose trigger is gone by itself, and what they throttle by. */
export const CASES = [
  { name: 'slack-2022-02-22', by: 'user' },
  { name: 'facebook-2010-09-23', by: 'user' },
  { name: 'google-cloud-2025-06-12', by: 'request' },
  { name: 'square-2017-03-16', by: 'request' },
] as const;

/** A way out may cost so many times the least. */
export const MOST_TIMES = 1.5;

/** What `node proof/replays/ways-out.ts --write` found. */
export const WAYS_OUT_FILE = 'proof/replays/ways-out.json';

/** The way out of an incident that `headroom recover` finds, beside brute force. */
export interface WayOut {
  /** The incident's. */
  readonly name: string;
  readonly plan: RecoveryPlan;
  readonly trials: number;
  /** Throttles that brute force tried. */
  readonly tried: number;
  /** The cheapest of these that ends it, if it costs less; null: none does. */
  readonly least: Throttling | null;
  /** Pairs of one share of which the lesser throttle ends it, and those in which the greater one does not. */
  readonly exceptions: { readonly pairs: number; readonly against: number };
}

/** Of the part about them. */
export const WAYS_OUT_HEADING = '## Ways out, beside brute force';

/** How many times the least effort was found. */
export function timesOf({ plan, least }: WayOut): number {
  return least === null ? 1 : effortOf(plan.throttling) / effortOf(least);
}

/** The part of docs/post-mortems.md about them. */
export function waysOutPart(rows: readonly WayOut[]): string {
  const missing = CASES.filter(({ name }) => !rows.some(row => row.name === name)).map(({ name }) => `\`${name}\``);
  const lines = rows.map(row => {
    const { name, plan, trials, tried, least, exceptions } = row;
    const found = effortOf(plan.throttling);
    const other = least === null ? 'none that costs less' : effortText(effortOf(least));
    return `| \`${name}\` | ${runbook(plan).join(' ')} | ${effortText(found)} | ${trials} | ${other} | ${count(tried)} | ${exceptions.against} of ${count(exceptions.pairs)} | ${timesOf(row).toFixed(2)} |`;
  });
  return [
    WAYS_OUT_HEADING,
    '',
    'What `headroom recover` finds for incidents that a throttle alone ends. *Effort* is what users are refused, in seconds of all of the',
    `load ([model §7.9](model.md#79-replays)); at most ${MOST_TIMES} times the least is asked for. Brute force tries every throttle of the grid up to 1.5 times the effort that was found, and of a`,
    'grid twice as fine those that cost less, the greatest first. *Exceptions*: in how many pairs of one share the one that is held longer or let back more slowly does not end what the other ends.',
    '',
    '| incident | found | effort | tried | brute force: the least | tried | exceptions | times the least |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
    ...(missing.length === 0 ? [] : ['', `Not measured: ${missing.join(', ')}.`]),
    '',
  ].join('\n');
}

/** None where there is no such file. */
export function readWaysOut(): WayOut[] {
  return existsSync(WAYS_OUT_FILE) ? (JSON.parse(readFileSync(WAYS_OUT_FILE, 'utf8')) as WayOut[]) : [];
}

/** An effort as it is said: seconds of all of the load, to three digits. */
export function effortText(effortS: number): string {
  return `${Number(effortS.toPrecision(3))} s`;
}
