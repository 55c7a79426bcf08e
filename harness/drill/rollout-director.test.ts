import { describe, expect, test } from 'vitest';
import { parseCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import type { Operation } from '../operations/catalogue/catalogue.ts';
import type { InstanceSecond } from '../site/instance-second.ts';
import type { RolloutOutcome } from '../verdict/rollout-outcome.ts';
import { TEST_TOPOLOGY } from '../verdict/test-drill.ts';
import { RolloutDirector } from './rollout-director.ts';
import { defaultPlan, plannedSeconds, plannedStages, type RolloutPlan } from './rollout-plan.ts';

const CHANGE = parseCacheSettings('ttl: 1s', 'new.yaml');
const PLAN: RolloutPlan = {
  ...defaultPlan(TEST_TOPOLOGY),
  ...{ warmUpS: 10, bakeS: 20, overS: 5, holdS: 20, settleS: 5, recoverS: 15 },
};

/** What an instance does: of 1000 requests a second over all of the pool that has the users. */
interface Behaviour {
  readonly errors?: number;
  readonly latencyMs?: number;
}

/** Runs a rollout on a made-up site. @param changed how an instance with the change behaves in a pool */
function rollOut(
  changed: (pool: string, second: number) => Behaviour,
  plan = PLAN,
  all: (second: number) => Behaviour = () => ({}),
) {
  const director = new RolloutDirector(plan, TEST_TOPOLOGY, CHANGE);
  const done: string[] = [];
  let share = 0;
  let active = 'primary';
  const failed = new Set<string>();
  let over = false;
  let second = 0;
  for (; second < director.plannedS && !over; second++) {
    const instances = Object.entries(TEST_TOPOLOGY.pools).flatMap(([pool, { instances: n }]) =>
      Array.from({ length: n }, (_, index): InstanceSecond => {
        const ended = pool === active ? 1000 / n : 0;
        const isChanged = index < Math.ceil(share * n);
        const { errors = 0, latencyMs = 20 } = isChanged ? changed(pool, second) : all(second);
        if (ended > 0) for (let i = 0; i < errors; i++) failed.add(`${second} ${index} ${i}`);
        const count = ended > 0 ? errors : 0;
        const load = { cpuMs: 5 * ended, lookups: ended, hits: 0.8 * ended };
        return { pool, index, ended, errors: count, timeouts: count, durationMs: ended * latencyMs, ...load };
      }),
    );
    const directive = director.second({ second, instances, failedUsers: failed.size });
    for (const operation of directive.operations) {
      done.push(`${second + 1} ${textOf(operation)}`);
      if (operation.name === 'deploy') share = operation.share;
      else if (operation.name === 'roll-back') share = 0;
      else if (operation.name === 'fail-over') active = operation.to;
      else if (operation.name === 'fail-back') active = 'primary';
    }
    ({ over } = directive);
  }
  return { done, outcome: director.outcome(), endedS: second };
}

function textOf(operation: Operation): string {
  switch (operation.name) {
    case 'deploy':
      return `deploy ${operation.settings.name} ${operation.share}`;
    case 'fail-over':
      return `fail-over ${operation.to} ${operation.overMs}`;
    case 'fail-back':
      return `fail-back ${operation.overMs}`;
    default:
      return operation.name;
  }
}

const stagesOf = ({ stages }: RolloutOutcome): string[] =>
  stages.map(
    ({ shares, outcome, startS, endS, failedUsers }) => `${shares} ${outcome} ${startS}–${endS} ${failedUsers}`,
  );

test('stages that mean the same instances are one', () => {
  expect(plannedStages([0.01, 0.1, 0.5, 1], TEST_TOPOLOGY.pools)).toEqual([
    { shares: [0.01, 0.1], instances: { primary: 1, alternate: 1 } },
    { shares: [0.5], instances: { primary: 4, alternate: 2 } },
    { shares: [1], instances: { primary: 8, alternate: 4 } },
  ]);
  expect(plannedSeconds(PLAN, 3)).toBe(10 + 3 * 55);
  expect(plannedSeconds({ ...PLAN, deployS: 40, detectS: 30 }, 3)).toBe(10 + 3 * 125);
});

test('each hold of the default plan is long enough to show an overload of 5 %', () => {
  expect(defaultPlan({ proxy: { ...TEST_TOPOLOGY.proxy, timeoutMs: 2000 } })).toMatchObject({ bakeS: 63, holdS: 63 });
  expect(defaultPlan({ proxy: { ...TEST_TOPOLOGY.proxy, timeoutMs: 30_000 } })).toMatchObject({ holdS: 945 });
});

describe('a rollout', () => {
  test('of a change that does no harm goes through all stages', () => {
    const { done, outcome } = rollOut(() => ({}));
    expect(done).toMatchInlineSnapshot(`
      [
        "10 deploy new 0.1",
        "30 fail-over alternate 5000",
        "55 fail-back 5000",
        "65 deploy new 0.5",
        "85 fail-over alternate 5000",
        "110 fail-back 5000",
        "120 deploy new 1",
        "140 fail-over alternate 5000",
        "165 fail-back 5000",
      ]
    `);
    expect(outcome).toMatchObject({ halted: null, failedUsers: 0 });
    expect(stagesOf(outcome)).toMatchInlineSnapshot(`
      [
        "0.01,0.1 passed 10–65 0",
        "0.5 passed 65–120 0",
        "1 passed 120–175 0",
      ]
    `);
    // With everything changed there is no rest to compare with.
    expect(outcome.stages.map(({ analyses }) => analyses.length)).toEqual([2, 2, 0]);
  });

  test('stops when the canary is worse on the primary: nobody was failed over', () => {
    const { done, outcome, endedS } = rollOut(() => ({ latencyMs: 60 }));
    expect(done.slice(1)).toEqual(['30 roll-back']);
    expect(outcome.halted).toMatchInlineSnapshot(`
      {
        "atS": 30,
        "failures": null,
        "phase": "bake",
        "reason": "the canary on primary is worse than the rest: mean latency 60 ms against 20 ms",
        "stage": 0,
      }
    `);
    expect(stagesOf(outcome)).toEqual([
      '0.01,0.1 breached 10–30 0',
      '0.5 not-reached null–null 0',
      '1 not-reached null–null 0',
    ]);
    expect(endedS).toBe(30 + 15);
  });

  test('goes on where that is accepted', () => {
    expect(rollOut(() => ({ latencyMs: 60 }), { ...PLAN, accepted: ['latency'] }).outcome.halted).toBe(null);
  });

  test('stops at once when failures are sustained in the failover, and brings everybody home', () => {
    const { done, outcome } = rollOut(pool => (pool === 'alternate' ? { errors: 50 } : {}));
    expect(done.slice(2)).toEqual(['33 roll-back', '33 fail-back 0']);
    expect(outcome.halted).toMatchInlineSnapshot(`
      {
        "atS": 33,
        "failures": {
          "canaryErrors": null,
          "ended": 3000,
          "failed": 150,
          "objective": "timeouts",
          "restErrors": null,
          "sinceS": 30,
        },
        "phase": "failover",
        "reason": "150 of 3,000 requests timed out since second 30",
        "stage": 0,
      }
    `);
    expect(outcome.failedUsers).toBe(150);
    expect(outcome.stages[0]?.failedUsers).toBe(150);
  });

  test('stops at the end of a phase for failures too few to be sustained', () => {
    const { outcome } = rollOut((pool, second) => (pool === 'alternate' && second === 45 ? { errors: 1 } : {}));
    expect(outcome.halted).toMatchObject({
      stage: 0,
      atS: 55,
      phase: 'failover',
      reason: '1 of 25,000 requests timed out',
    });
  });

  test('stops at a later stage if only that does harm', () => {
    const { outcome } = rollOut((_, second) => (second > 70 ? { latencyMs: 60 } : {}));
    expect(outcome.halted).toMatchObject({ stage: 1, phase: 'bake' });
    expect(outcome.stages.map(({ outcome: each }) => each)).toEqual(['passed', 'breached', 'not-reached']);
  });

  test('of a service that fails before anything is deployed says nothing of the change', () => {
    const { done, outcome } = rollOut(
      () => ({}),
      PLAN,
      () => ({ errors: 20 }),
    );
    expect(outcome.halted).toMatchObject({ stage: null, phase: 'warm-up' });
    expect(done).toEqual([]);
  });
});

test('a deploy that takes time is watched once it has reached its last instance, and a failover that must be detected is waited for', () => {
  const operations = { deploy: { takesMs: 39_500, fails: 0 }, 'fail-over': { detectMs: 30_000 } };
  const slow = defaultPlan({ ...TEST_TOPOLOGY, operations });
  expect(slow).toMatchObject({ deployS: 40, detectS: 30, rollBackS: 0 });
  const plan = { ...PLAN, stages: [1], deployS: 40, detectS: 30 };
  const { done } = rollOut(() => ({}), plan);
  expect(done.map(each => each.split(' ')[0])).toEqual(['10', '70', '125']);
  // Worse from the start; seen after it has been deployed and the first seconds are over.
  const worse = rollOut(() => ({ latencyMs: 200 }), { ...plan, stages: [0.5, 1] });
  expect(worse.outcome.halted?.atS).toBe(70);
});
