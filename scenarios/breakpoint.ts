/**
 * At what load does the primary break with these cache settings, and is that well above the regional peak?
 *
 * Steps of a tenth of the peak, from the peak to half as much again (`-e UP_TO=2` goes on to twice the peak). Each step is held for
 * 25 s: with a deadline of 2 s an overload of 9 % takes 22 s to show its first timeout, so shorter steps would pass what breaks. The drill
 * ends when one request in a hundred has failed; the onset in its report is the answer.
 */
import type { Options } from 'k6/options';
import { someUser, visitMySignIns } from './lib/journeys.ts';
import type { Stage } from './lib/load.ts';
import { signIns } from './lib/sign-ins.ts';

const UP_TO = Number(__ENV.UP_TO ?? 1.5);

const steps: Stage[] = [];
for (let tenths = 10; tenths <= Math.round(UP_TO * 10); tenths++) {
  steps.push({ share: tenths / 10, duration: '1s' }, { share: tenths / 10, duration: '24s' });
}

export const options: Options = {
  scenarios: {
    sign_ins: signIns(0.5, steps),
  },
  thresholds: {
    http_req_failed: ['rate<0.001', { threshold: 'rate<0.01', abortOnFail: true }],
    http_req_duration: ['p(99)<800'],
  },
};

export default function session(): void {
  visitMySignIns(someUser());
}
