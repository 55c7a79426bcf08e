/**
 * Does a staged rollout with a failover drill at each stage stop bad settings before everybody has them?
 *
 * The settings under test go to a tenth of the instances of every pool, then to half, then to all, at the peak. At each stage the
 * region fails over and back. Users are tied to instances, so a bad stage hurts the users of those instances alone; the drill ends at
 * once, and the time of its end tells at which stage.
 *
 *   second  0 ── 3 ───── 5 ──────── 15 ──── 25 ──────── 33 … 63 … 93
 *                deploy  fail over  drained fail back   next stage
 */
import type { Options } from 'k6/options';
import { someUser, visitMySignIns } from './lib/journeys.ts';
import { deploy, failBack, failOver, operatorAt } from './lib/operations.ts';
import { signIns } from './lib/sign-ins.ts';

export const options: Options = {
  scenarios: {
    sign_ins: signIns(0.6, [
      { share: 1, duration: '3s' },
      { share: 1, duration: '90s' },
    ]),
    tenth: operatorAt('3s', 'deployToTenth'),
    drill_tenth: operatorAt('5s', 'failOverToAlternate'),
    return_tenth: operatorAt('25s', 'failBackToPrimary'),
    half: operatorAt('33s', 'deployToHalf'),
    drill_half: operatorAt('35s', 'failOverToAlternate'),
    return_half: operatorAt('55s', 'failBackToPrimary'),
    all: operatorAt('63s', 'deployToAll'),
    drill_all: operatorAt('65s', 'failOverToAlternate'),
    return_all: operatorAt('85s', 'failBackToPrimary'),
  },
  thresholds: {
    'http_req_failed{scenario:sign_ins}': [{ threshold: 'rate<0.001', abortOnFail: true }],
    'http_req_duration{scenario:sign_ins}': ['p(99)<800'],
  },
};

/** Everybody starts with what is proved. */
export function setup(): void {
  deploy('baseline');
}

export default function session(): void {
  visitMySignIns(someUser());
}

export function deployToTenth(): void {
  deploy('under-test', { share: '10%' });
}

export function deployToHalf(): void {
  deploy('under-test', { share: '50%' });
}

export function deployToAll(): void {
  deploy('under-test');
}

export function failOverToAlternate(): void {
  failOver('alternate', '10s');
}

export function failBackToPrimary(): void {
  failBack('5s');
}
