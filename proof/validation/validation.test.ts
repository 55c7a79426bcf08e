import { afterEach, describe, expect, it, vi } from 'vitest';
import { DeadlineQueue } from '../../harness/http1/deadlines.ts';
import type { Call } from '../../harness/proxy/call.ts';
import { Admission } from '../../harness/proxy/throttle.ts';
import { Cache } from '../../mock-service/model/cache/cache.ts';
import { Instance } from '../../mock-service/model/instance.ts';
import { judge } from './replications.ts';
import { CaseRunner } from './run-case.ts';
import { SUITE } from './suite.ts';
import type { ValidationCase } from './validation-case.ts';

/** What is wrong with a case's figures in the short suite: the same rule, but for the size of the standard error. */
async function faults(each: ValidationCase): Promise<string[]> {
  const runner = new CaseRunner(each, true);
  const rows: number[][] = [];
  for (let seed = 1; seed <= each.shortSeeds; seed++) rows.push(await runner.measure(seed));
  return each.quantities.flatMap((quantity, i) => {
    const { fault } = judge(
      quantity,
      rows.map(row => row[i] as number),
      false,
    );
    return fault === null ? [] : [`${quantity.name}: ${fault}`];
  });
}

const SHORT = SUITE.filter(({ shortEnv }) => shortEnv !== null);

describe('whole virtual drills against theory, the short suite', () => {
  it.each(SHORT.map(each => [`${each.section}: ${each.name}`, each] as const))('%s', async (_, each) => {
    expect(await faults(each)).toEqual([]);
  });

  it('has something of every section but metastability, whose drills are long', () => {
    const sections = new Set(SUITE.map(({ section }) => section));
    sections.delete('metastability');
    expect(new Set(SHORT.map(({ section }) => section))).toEqual(sections);
  });
});

describe('the suite fails when a constant of the model is off by 5 %', () => {
  afterEach(() => void vi.restoreAllMocks());

  function caseNamed(name: string): ValidationCase {
    const found = SHORT.find(each => each.name === name);
    if (found === undefined) throw new Error(`no case ${name}`);
    return found;
  }

  it('the CPU cost of a request', async () => {
    const { startJob } = Instance.prototype;
    vi.spyOn(Instance.prototype, 'startJob').mockImplementation(function (this: Instance, job) {
      return 1.05 * startJob.call(this, job);
    });
    expect(await faults(caseNamed('M/G/1 at ρ = 0.8, cv² = 0'))).toEqual([
      expect.stringMatching(/^mean wait · μ: off by \d/),
    ]);
  });

  it('the TTL', async () => {
    const { store } = Cache.prototype;
    vi.spyOn(Cache.prototype, 'store').mockImplementation(function (this: Cache, user, record, tookMs, now) {
      // An entry that is less than new expires later.
      store.call(this, user, record, tookMs, now, -0.05);
    });
    expect(await faults(caseNamed('TTL 2 s, fixed, 2 lookups a second of each key'))).toEqual([
      expect.stringMatching(/^hit ratio: off by 0\.\d+ %/),
    ]);
  });

  it('the share that a throttle lets in', async () => {
    const { order } = Admission.prototype;
    vi.spyOn(Admission.prototype, 'order').mockImplementation(function (this: Admission, ordered, now) {
      order.call(this, { ...ordered, share: ordered.share * 1.05 }, now);
    });
    expect(await faults(caseNamed('M/M/4, 50% of ρ = 1.6 let in by request'))).toContainEqual(
      expect.stringMatching(/^admitted: off by \d/),
    );
  });

  it('what a node of the cache tier takes', async () => {
    const each = caseNamed('a node as M/M/4 at ρ = 0.8');
    const set = [...each.set, 'cacheTier.latency={ exponential: 10.5ms }'];
    expect(await faults({ ...each, set })).toContainEqual(expect.stringMatching(/^P\(stay > 1\/μ\): off by \d/));
  });

  it('when what an autoscaler asks for takes load', async () => {
    const each = caseNamed('load three times as much as half of four instances do');
    const set = [...each.set, 'pools.primary.autoscale.boot=21s'];
    expect(await faults({ ...each, set })).toEqual([expect.stringMatching(/^overload, s: a seed gave 36/)]);
  });

  it('how long an instance begins slowly, and is slower', async () => {
    const slow = caseNamed('one of 4 comes, round-robin, aggression 1');
    expect(await faults({ ...slow, set: [...slow.set, 'pools.primary.slowStart.window=10.5s'] })).toContainEqual(
      expect.stringMatching(/^its share in seconds 8–10: off by -/),
    );
    const warming = caseNamed('costs × 3 at first, for 20 s');
    expect(await faults({ ...warming, set: ['pools.primary.warmUp.factor=3.15'] })).toContainEqual(
      expect.stringMatching(/^CPU in the first half: off by \d/),
    );
  });

  it('the share that is shed', async () => {
    const each = caseNamed('a class beside another that keeps the CPU at 0.9');
    expect(await faults({ ...each, set: ['pools.primary.shed.to=95.25%'] })).toContainEqual(
      expect.stringMatching(/^refused of the least important: off by -/),
    );
  });

  it('the hit ratio that a failover waits for', async () => {
    const each = caseNamed('a move over 10 s while the hit ratio is at least 0.7');
    expect(await faults({ ...each, env: { ...each.env, READY: '73.5%' } })).toEqual([
      expect.stringMatching(/^the move took, s: off by \d/),
    ]);
  });

  it('what cores cost each other', async () => {
    const each = caseNamed('8 cores with σ = 0.05, κ = 0.015');
    const set = [...each.set, 'cost.contention.sigma=0.0525', 'cost.contention.kappa=0.01575'];
    expect(await faults({ ...each, set })).toContainEqual(expect.stringMatching(/^answered a second · D: off by -2/));
  });

  it('what opening a connection takes', async () => {
    const each = caseNamed('8 × 10 connections opened through 20 slots after a restart');
    const set = [...each.set, 'directory.connections.setUp=52.5ms'];
    expect(await faults({ ...each, set })).toContainEqual(
      expect.stringMatching(/^after the restart, ms: a seed gave 210/),
    );
  });

  it("the memory that a request takes at the proxy's servers", async () => {
    const each = caseNamed('a server with memory for less than 900 requests');
    const set = [...each.set, `proxy.servers.requestSize=${Math.round(1.05 * 1024)}KiB`];
    expect(await faults({ ...each, set })).toContainEqual(expect.stringMatching(/^lost with it: a seed gave 858/));
  });

  it("the proxy's deadline", async () => {
    const { add } = DeadlineQueue.prototype;
    vi.spyOn(DeadlineQueue.prototype, 'add').mockImplementation(function (this: DeadlineQueue<Call>, call, now) {
      // Of 2 s.
      add.call(this, call, now + 100);
    });
    expect(await faults(caseNamed('the first 504 at ρ = 1.5, τ = 2 s'))).toEqual([
      expect.stringMatching(/^seen, s: a seed gave 6\.\d+/),
    ]);
  });
});
