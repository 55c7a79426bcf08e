import { expect, test } from 'vitest';
import type { SecondFacts } from '../measure/request-facts.ts';
import type { Operation } from '../operations/catalogue/catalogue.ts';
import type { TargetOperations } from '../site/target/target-operations.ts';
import { AS_IT_IS } from '../site/target/target-settings.ts';
import { TEST_TOPOLOGY } from '../verdict/test-drill.ts';
import { RolloutDirector } from './rollout-director.ts';
import { defaultPlan } from './rollout-plan.ts';
import { directTarget } from './target-rollout.ts';

const UNKNOWN = { instances: null, cores: null, memoryBytes: null, queue: null };
const SYSTEM = { ...TEST_TOPOLOGY, pools: { primary: UNKNOWN, alternate: UNKNOWN } };
const TIMES = { warmUpS: 3, bakeS: 5, overS: 2, holdS: 5, settleS: 2, recoverS: 4 };
const PLAN = { ...defaultPlan(SYSTEM), ...TIMES, stages: [0.5, 1] };

/** A rollout on a system whose operations take so long, and of whose requests so many fail in a second. */
function rollOut(takesS: number, failing: (second: number) => number) {
  const done: { at: number; name: Operation['name'] }[] = [];
  let now = 0;
  let doneAt = 0;
  const operations = {
    get underWay() {
      return now < doneAt ? 1 : 0;
    },
    apply({ name }: Operation) {
      done.push({ at: now, name });
      doneAt = now + takesS;
      return null;
    },
  } as unknown as TargetOperations;
  const director = new RolloutDirector(PLAN, SYSTEM, AS_IT_IS);
  let over = false;
  const follow = directTarget(operations, director, () => {
    over = true;
  });
  for (; !over && now < 300; now++) {
    follow({ second: now, ended: 100, errors: failing(now), timeouts: failing(now) } as SecondFacts);
  }
  return { done, outcome: director.outcome(), endedAt: now };
}

test('goes through its stages, each with a failover and back, and is then over', () => {
  const { done, outcome, endedAt } = rollOut(0, () => 0);
  const stage = ['deploy', 'fail-over', 'fail-back'];
  expect(done.map(({ name }) => name)).toEqual([...stage, ...stage]);
  expect(outcome.stages.map(({ outcome }) => outcome)).toEqual(['passed', 'passed']);
  expect(outcome.stages.map(({ instances, analyses, failedUsers }) => [instances, analyses, failedUsers])).toEqual([
    [{}, [], null],
    [{}, [], null],
  ]);
  expect([outcome.halted, outcome.failedUsers]).toEqual([null, null]);
  expect(endedAt).toBe(3 + 2 * (5 + 2 + 5 + 2 + 2));
});

test('waits until what was ordered is done', () => {
  const at = (takesS: number) => rollOut(takesS, () => 0).done.map(each => each.at);
  const [quick, slow] = [at(0), at(10)];
  for (const [i, moment] of slow.entries()) expect(moment - (quick[i] as number)).toBe(i * 9);
});

test('is halted by what users get, and brings them home', () => {
  const { done, outcome } = rollOut(0, second => (second > 12 ? 60 : 0));
  expect(done.map(({ name }) => name)).toEqual(['deploy', 'fail-over', 'roll-back', 'fail-back']);
  expect(outcome.stages.map(({ outcome }) => outcome)).toEqual(['breached', 'not-reached']);
  expect(outcome.halted).toMatchObject({ stage: 0, phase: 'failover', failures: { canaryErrors: null } });
});
