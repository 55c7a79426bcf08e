/**
 * If these cache settings ship and the shop then fails over at its peak, do customers get timeouts?
 *
 *   load    50 → 100 %    peak                                  half
 *   second  0 ──── 5 ────────── 12 ──────── 17 ──────────── 35 ── 37 ──── 40
 *             3 deploy          fail over   drained         roll back, fail back
 */

import { type Stage, sessions } from 'headroom-failover/lib/load';
import { deploy, failBack, failOver, operatorAt, rollBack } from 'headroom-failover/lib/operations';
import type { Options } from 'k6/options';
import { callsOf, visit } from './visit.ts';

const VIEWS = 4;
const BUYING = 0.2;

const STAGES: readonly Stage[] = [
  { share: 1, duration: '5s' },
  { share: 1, duration: '32s' },
  { share: 0.5, duration: '0s' },
  { share: 0.5, duration: '3s' },
];

export const options: Options = {
  scenarios: {
    visits: sessions(0.5, STAGES, callsOf(VIEWS, BUYING)),
    deploy: operatorAt('3s', 'deployUnderTest'),
    fail_over: operatorAt('12s', 'failOverToAlternate'),
    roll_back: operatorAt('35s', 'rollBackSettings'),
    fail_back: operatorAt('36s', 'failBackToPrimary'),
  },
};

export function setup(): void {
  deploy('baseline');
}

export default function customer(): void {
  visit(VIEWS, BUYING);
}

export function deployUnderTest(): void {
  deploy('under-test');
}

export function failOverToAlternate(): void {
  failOver('alternate', '5s');
}

export function rollBackSettings(): void {
  rollBack();
}

export function failBackToPrimary(): void {
  failBack();
}
