import type { SecondFacts } from '../measure/request-facts.ts';
import type { TargetOperations } from '../site/target/target-operations.ts';
import type { RolloutDirector } from './rollout-director.ts';

/**
 * Lets a director follow a system that exists, as its users see it, and act on it through its own operations. Which instances answered, and whom, nobody
 * tells: it is halted by what all users get, and no canary is set beside the rest.
 * @param over told once, when nothing more is to come
 * @returns to be told of every second of the drill
 */
export function directTarget(
  operations: TargetOperations,
  director: RolloutDirector,
  over: () => void,
): (facts: SecondFacts) => void {
  let ended = false;
  return ({ second, ended: answered, errors, timeouts }) => {
    if (ended) return;
    const all = { pool: '', index: 0, ended: answered, errors, timeouts, durationMs: 0, cpuMs: 0, lookups: 0, hits: 0 };
    const told = { second, instances: [all], failedUsers: null };
    for (const operation of director.second(told, operations.underWay > 0).operations) void operations.apply(operation);
    if (!director.isOver) return;
    ended = true;
    over();
  };
}
