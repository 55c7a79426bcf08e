/**
 * While multi-factor authentication cannot be set up, do temporary access passes let people in?
 *
 * Passes are issued before the trouble, and their holders look at My Sign-Ins, which fills the cache. Then the directory is down for
 * 25 s, and nobody can register a method, since that is a write. A pass for many uses needs only a read of its holder's record, so it
 * works as long as that is in the cache; a pass for one use must be used up in the directory, and does not.
 *
 *   second  0 ── 2 ────── 13 ──────── 25 ─────────────────── 50 ──── 52 ───── 60
 *                holders visit        directory down: sign in,       registration
 *                                     try to register                works again
 */

import exec from 'k6/execution';
import { Rate } from 'k6/metrics';
import type { ConstantArrivalRateScenario, Options, SharedIterationsScenario } from 'k6/options';
import { registerAuthenticatorApp, someUser, userNumber, visitMySignIns } from './lib/journeys.ts';
import { degradeDirectory, operatorAt } from './lib/operations.ts';
import { issuePass, signInWithPass } from './lib/passes.ts';
import { signIns } from './lib/sign-ins.ts';

const HOLDERS = 100;
/** Every tenth holder's pass is for one use. */
const ONE_USE_EVERY = 10;

interface Holder {
  readonly user: string;
  readonly pass: string | null;
  readonly kind: 'many-uses' | 'one-use';
}

const letIn = new Rate('let_in');
const registered = new Rate('registered');

export const options: Options = {
  scenarios: {
    sign_ins: signIns(1, [{ share: 1, duration: '60s' }]),
    holders_visit: onceEach('holderVisits', '2s'),
    outage: operatorAt('25s', 'takeDirectoryDown'),
    holders_sign_in: arrivals('holderSignsIn', { rate: 10, startTime: '27s', duration: '20s' }),
    register: arrivals('register', { rate: 5, startTime: '27s', duration: '20s' }),
    register_again: arrivals('register', { rate: 5, startTime: '52s', duration: '8s' }),
  },
  thresholds: {
    'let_in{pass:many-uses}': ['rate>0.99'],
    'let_in{pass:one-use}': [],
    'registered{scenario:register}': ['rate<0.01'],
    'registered{scenario:register_again}': ['rate>0.99'],
  },
};

function arrivals(
  exportedFunction: string,
  when: { rate: number; startTime: string; duration: string },
): ConstantArrivalRateScenario {
  return {
    executor: 'constant-arrival-rate',
    exec: exportedFunction,
    preAllocatedVUs: 100,
    gracefulStop: '5s',
    ...when,
  };
}

/** Every holder, half of them at a time. */
function onceEach(exportedFunction: string, startTime: string): SharedIterationsScenario {
  const [vus, iterations] = [HOLDERS / 2, HOLDERS];
  return { executor: 'shared-iterations', exec: exportedFunction, startTime, vus, iterations, maxDuration: '20s' };
}

export function setup(): Holder[] {
  const holders: Holder[] = [];
  for (let n = 0; n < HOLDERS; n++) {
    const user = userNumber(n);
    const kind = n % ONE_USE_EVERY === 0 ? 'one-use' : 'many-uses';
    holders.push({ user, pass: issuePass(user, kind === 'one-use'), kind });
  }
  return holders;
}

export default function session(): void {
  visitMySignIns(someUser());
}

export function holderVisits(holders: Holder[]): void {
  visitMySignIns(holderOf(holders).user);
}

export function takeDirectoryDown(): void {
  degradeDirectory({ errors: '100%', for: '25s' });
}

export function holderSignsIn(holders: Holder[]): void {
  const { user, pass, kind } = holderOf(holders);
  letIn.add(pass !== null && signInWithPass(user, pass).status === 200, { pass: kind });
}

export function register(): void {
  registered.add(registerAuthenticatorApp(someUser()));
}

function holderOf(holders: Holder[]): Holder {
  return holders[exec.scenario.iterationInTest % holders.length] as Holder;
}
