/**
 * The morning of 1 June 2026 in five minutes, a second for a minute: after a failover off-peak that went well, at what load of the
 * climb to the morning peak does the alternate break?
 *
 * The small region of eu.yaml with the incident's order of events; `eu-morning.ts` is the whole morning of the whole region, and says what
 * of it the report tells and what is assumed. `-e CLIMB=0.4` is a day on which load does not climb, `-e ENDED=no` one on which nobody rolls back.
 *
 *   time   08:00   08:05   08:20       10:30                    12:36      12:38      13:00
 *   load   40 % ───────────────────────── 100 % ──────────────────────────────────────────
 *                  deploy  fail over                            roll back  fail back
 *   second 0       5       20          150                      276        278        300
 */
import type { Options } from 'k6/options';
import { someUser, visitMySignIns } from './lib/journeys.ts';
import { deploy, failBack, failOver, operatorAt, rollBack } from './lib/operations.ts';
import { signIns } from './lib/sign-ins.ts';

const CLIMB = Number(__ENV.CLIMB ?? 1);
const IS_ENDED = __ENV.ENDED !== 'no';

export const options: Options = {
  scenarios: {
    sign_ins: signIns(0.4, [
      { share: CLIMB, duration: '150s' },
      { share: CLIMB, duration: '150s' },
    ]),
    deploy: operatorAt('5s', 'deployUnderTest'),
    fail_over: operatorAt('20s', 'failOverToAlternate'),
    ...(IS_ENDED && {
      roll_back: operatorAt('276s', 'rollBackSettings'),
      fail_back: operatorAt('278s', 'failBackToPrimary'),
    }),
  },
  thresholds: {
    'checks{scenario:sign_ins}': ['rate>0.999'],
    'http_req_failed{scenario:sign_ins}': ['rate<0.001'],
    'http_req_duration{scenario:sign_ins}': ['p(99)<800'],
  },
};

/** The region runs what it has proved; the change comes during the drill. */
export function setup(): void {
  deploy('baseline');
}

export default function session(): void {
  visitMySignIns(someUser());
}

export function deployUnderTest(): void {
  deploy('under-test');
}

export function failOverToAlternate(): void {
  failOver('alternate', '10s');
}

export function rollBackSettings(): void {
  rollBack();
}

export function failBackToPrimary(): void {
  failBack('3s');
}
