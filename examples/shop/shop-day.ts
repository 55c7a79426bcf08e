/**
 * An ordinary day of the shop, in half an hour: what `headroom calibrate` learns it from.
 *
 * The load goes between a third and the whole of the peak, and what customers do changes with the hour: most look at products; some come from an
 * advertisement and leave again; some buy, some buy much. One server is restarted, and begins with an empty cache. Nothing fails over, no settings change.
 */

import { type Stage, sessions } from 'headroom-failover/lib/load';
import { operatorAt, restart } from 'headroom-failover/lib/operations';
import type { Options } from 'k6/options';
import { callsOf, visit } from './visit.ts';

/** Shares of the peak, one after the other. */
const LOOKING = [0.35, 0.3, 0.5, 0.75, 0.55, 0.4, 0.85, 0.6, 0.45, 0.7];
const LEAVING = [0.04, 0.12, 0.06, 0.03, 0.1, 0.15, 0.02, 0.06, 0.12, 0.04];
const BUYING = [0.02, 0.05, 0.15, 0.04, 0.1, 0.03, 0.08, 0.14, 0.02, 0.06];
const STEP_S = 180;

const day = (shares: readonly number[]): Stage[] =>
  shares.flatMap(share => [
    { share, duration: '20s' },
    { share, duration: `${STEP_S - 20}s` },
  ]);

const customers = (exec: string, shares: readonly number[], calls: number) => ({
  ...sessions(shares[0] as number, day(shares), calls),
  exec,
});

export const options: Options = {
  scenarios: {
    looking: customers('look', LOOKING, callsOf(4, 0.2)),
    leaving: customers('leave', LEAVING, callsOf(0, 0)),
    buying: customers('buy', BUYING, callsOf(1, 1, 3)),
    restart: operatorAt(`${4.3 * STEP_S}s`, 'restartOne'),
  },
};

export function look(): void {
  visit(4, 0.2);
}

export function leave(): void {
  visit(0, 0);
}

export function buy(): void {
  visit(1, 1, 3);
}

export function restartOne(): void {
  restart('primary', 0.5);
}
