/**
 * A share of the users is let in: whether it is the same users each time they come, and whether any who was in is out again while
 * the share grows to all of them.
 *
 * One operator and caller in one: every user comes once in each round.
 */
import { Counter, Rate } from 'k6/metrics';
import type { Options } from 'k6/options';
import { throttle } from '../../lib/operations.ts';
import { read } from '../lib/reads.ts';

const USERS = Number(__ENV.USERS ?? 1000);
const SHARE = __ENV.SHARE ?? '50%';
/** Rounds at a share that stands, and about as many as a ramp of this length takes. */
const ROUNDS = 3;
const RAMP = `${Math.round(USERS * 0.05)}s`;

const admitted = new Rate('admitted');
const changed = new Counter('changed');
const fellOut = new Counter('fell_out');
const atLast = new Rate('admitted_at_last');

export const options: Options = {
  scenarios: {
    everybody: { executor: 'per-vu-iterations', vus: 1, iterations: 1, maxDuration: '10h' },
  },
};

function comes(user: number): boolean {
  return read(user).status === 200;
}

export default function everybody(): void {
  throttle(SHARE);
  const inside = new Set<number>();
  for (let user = 0; user < USERS; user++) {
    const isIn = comes(user);
    admitted.add(isIn);
    if (isIn) inside.add(user);
  }
  changed.add(0);
  for (let round = 1; round < ROUNDS; round++) {
    for (let user = 0; user < USERS; user++) if (comes(user) !== inside.has(user)) changed.add(1);
  }
  throttle('100%', { over: RAMP });
  const endsAt = Date.now() + USERS * 50;
  fellOut.add(0);
  while (Date.now() < endsAt) {
    for (let user = 0; user < USERS; user++) {
      const isIn = comes(user);
      if (isIn) inside.add(user);
      else if (inside.has(user)) fellOut.add(1);
    }
  }
  for (let user = 0; user < USERS; user++) atLast.add(comes(user));
}
