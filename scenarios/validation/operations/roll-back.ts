/**
 * A deploy that takes time, and a roll-back that fails on some instances: how many still have the bad settings, and do they show?
 *
 * Few users who come in turn to all instances in turn, so that an instance whose cache has room for them soon answers every read from it,
 * and one that has room for one of them none. The hit ratio of the last seconds is then the share of instances that the roll-back has reached.
 */
import exec from 'k6/execution';
import { Rate } from 'k6/metrics';
import type { Options } from 'k6/options';
import { deploy, operatorAt, rollBack } from '../../lib/operations.ts';
import { arrivals, nextUser, RATE } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

/** A hit takes no time, a miss 5 ms at the directory. */
const hits = new Rate('hits');
/** Prime to the number of instances, so that each sees all of them. */
const USERS = 3;
const JUDGED_FROM_MS = 30_000;

export const options: Options = {
  scenarios: {
    users: { ...arrivals(RATE), duration: '40s' },
    deploy: operatorAt('2s', 'deployBad'),
    undo: operatorAt('15s', 'undo'),
  },
};

export function deployBad(): void {
  deploy({ capacity: 1 });
}

export function undo(): void {
  rollBack();
}

export default function user(): void {
  const { timings } = read(nextUser(0, USERS));
  if (exec.instance.currentTestRunDuration >= JUDGED_FROM_MS) hits.add(timings.duration < 1);
}
