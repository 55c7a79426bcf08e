import { describe, expect, test } from 'vitest';
import type { PoolSample } from '../measure/series.ts';
import { at } from '../operations/catalogue/test-timeline.ts';
import { type CauseEvidence, causeOf } from './cause.ts';
import { TEST_TOPOLOGY, type TestSecond, testSeries } from './test-drill.ts';

/** A drill that broke in second 30; `second` says what else there was. */
function cause(second: (s: number) => TestSecond, rest: Partial<CauseEvidence> = {}) {
  return causeOf({
    series: testSeries({ seconds: 60, second: s => ({ offered: 1000, timeouts: s >= 30 ? 100 : 0, ...second(s) }) }),
    topology: TEST_TOPOLOGY,
    timeline: [],
    failovers: [],
    home: 'primary',
    brokeS: 30,
    differences: [],
    ...rest,
  });
}

function pools(alternate: Partial<PoolSample>, primary: Partial<PoolSample> = {}): TestSecond {
  return { pools: { primary, alternate: { offered: 1000, ...alternate } } };
}

test('the CPU, with hit ratios before and after the failover and what changed', () => {
  const made = cause(
    s => ({
      pools: {
        primary: s < 13 ? { offered: 1000, lookups: 1000, hits: 710 } : {},
        alternate: s < 13 ? {} : { offered: 1000, lookups: 1000, hits: 310, cpu: s >= 28 ? 1 : 0.5 },
      },
    }),
    {
      failovers: [{ startS: 13, completedS: 28, to: 'alternate' }],
      differences: [{ knob: 'ttl', from: '300s', to: '1s' }],
    },
  );
  expect(made).toMatchInlineSnapshot(`
    {
      "atS": 28,
      "brokeS": 30,
      "highestCpu": null,
      "hitRatio": 0.31,
      "hitRatioBefore": 0.71,
      "pool": "alternate",
      "resource": "cpu",
      "restarts": 0,
      "retryShare": null,
      "sentence": "The CPU of alternate was full first, from second 28 (2 s before the first failures); its hit ratio was 31%, where primary had 71% before the failover; the settings differ from the baseline in ttl: 300s → 1s.",
      "sustaining": null,
      "trigger": null,
    }
  `);
});

test('memory comes before the CPU that garbage collection then fills, and restarts are told', () => {
  const died = (pool: string, instance: string) =>
    at(29, 'instance-died', { death: { cause: 'out-of-memory', pool, instance } });
  const made = cause(s => pools({ memory: s >= 27 ? 0.97 : 0.6, cpu: s >= 27 ? 1 : 0.7, restarts: s === 29 ? 2 : 0 }), {
    timeline: [died('alternate', 'alternate-0'), died('alternate', 'alternate-2'), died('primary', 'primary-0')],
  });
  expect(made).toMatchObject({
    resource: 'memory',
    sentence:
      'The memory of alternate was full first, from second 27 (3 s before the first failures); ' +
      '2 instances of alternate died and came back cold.',
  });
});

test('the directory, while the pools idle', () => {
  const made = cause(s => ({ ...pools({ cpu: 0.31 }), directory: s >= 26 ? 200 : 90 }), {
    timeline: [at(20, 'degrade', slow(3))],
  });
  expect(made).toMatchObject({
    resource: 'directory',
    pool: null,
    sentence:
      "The directory had all 200 slots in use first, from second 26 (4 s before the first failures), while no pool's CPU " +
      'was above 31%; it began with degrade of directory in second 20 (latency 3x).',
  });
});

test('what was degraded before something else began it is told', () => {
  const made = cause(s => pools({ cpu: s >= 29 ? 1 : 0.7 }), {
    timeline: [at(10, 'degrade', slow(3)), at(20, 'flush', { pool: 'primary' })],
  });
  expect(made.sentence).toContain('it began with flush');
  expect(made.sentence).toContain('; directory was degraded (latency 3x)');
});

test('what was degraded and is healthy again is not told', () => {
  const made = cause(s => pools({ cpu: s >= 29 ? 1 : 0.7 }), {
    timeline: [at(10, 'degrade', slow(3)), at(20, 'degrade', slow(1))],
  });
  expect(made.sentence).not.toContain('degraded');
});

test('what was throttled is told while it stands', () => {
  const throttle = (atS: number, share: number) =>
    at(atS, 'throttle', { share, by: 'user', overMs: 0, route: null, retryAfterMs: 5000 });
  const made = (timeline: CauseEvidence['timeline']) =>
    cause(s => ({ ...pools({ cpu: 0.5 }), rejected: s >= 30 ? 50 : 0, decided: s >= 30 ? 50 : 0 }), { timeline })
      .sentence;
  const flushed = at(21, 'flush', { pool: 'primary' });
  expect(made([throttle(20, 0.5)])).toContain('it began with throttle of all routes in second 20 (50% of the users');
  expect(made([throttle(20, 0.5), flushed])).toContain('all routes were throttled (50% of the users are admitted)');
  expect(made([throttle(20, 0.5), throttle(25, 1)])).not.toContain('all routes were throttled');
});

test('a node of the cache tier', () => {
  const node = { lookups: 100, hits: 90, timeouts: 0, refused: 0, waiting: 0, slots: 8 };
  const made = cause(s => ({
    ...pools({ cpu: 0.5 }),
    tier: [
      { ...node, active: 2 },
      { ...node, active: s >= 28 ? 8 : 3 },
    ],
  }));
  expect(made).toMatchObject({ resource: 'cache-tier', pool: null, atS: 28 });
  expect(made.sentence).toMatch(/^A node of the cache tier had all its slots in use first, from second 28/);
});

test('what an autoscaler had asked for and had not come', () => {
  const timeline = [at(20, 'scaled', { pool: 'alternate', from: 4, to: 8, cpu: 0.9 })];
  const told = (inService: number) => cause(s => pools({ cpu: s >= 28 ? 1 : 0.5, inService }), { timeline }).sentence;
  expect(told(4)).toContain('its autoscaler had asked for 8 instances in second 20, and 4 took load');
  expect(told(8)).not.toContain('autoscaler');
});

test('warm-up, where cores were full', () => {
  const told = (warming: number) => cause(s => pools({ cpu: s >= 28 ? 1 : 0.5, warming })).sentence;
  expect(told(0.4)).toContain('40% of its work was warm-up of instances that had just come');
  expect(told(0.05)).not.toContain('warm-up');
});

test('instances that had less than their share as service broke', () => {
  const slow = (atS: number, index: number, pool = 'alternate') =>
    at(atS, 'slow-start', { pool, instance: `${pool}-${index}`, windowMs: 10_000 });
  const told = (timeline: CauseEvidence['timeline']) =>
    cause(s => pools({ cpu: s >= 28 ? 1 : 0.5, inService: 4 }), { timeline }).sentence;
  expect(told([slow(25, 1)])).toContain('one of its 4 instances was in slow start, and had less than its share');
  expect(told([slow(22, 1), slow(25, 2)])).toContain('2 of its 4 instances were in slow start');
  expect(told([slow(10, 1), slow(25, 2, 'primary'), slow(31, 3)])).not.toContain('slow start');
});

test('a failover that had been held on its way', () => {
  const moved = at(10, 'fail-over', { to: 'alternate', overMs: 10_000, ready: 0.8 });
  const held = at(15, 'fail-over-held', { to: 'alternate', hitRatio: 0.2, ready: 0.8 });
  const told = (timeline: CauseEvidence['timeline']) =>
    cause(s => pools({ cpu: s >= 28 ? 1 : 0.5 }), { timeline }).sentence;
  expect(told([moved, held])).toContain('the failover to alternate had been held (nobody more moves');
  expect(told([moved, held, at(20, 'fail-back', { to: 'primary', overMs: 0 })])).not.toContain('had been held');
});

test('what a pool shed so that its CPU did not fill', () => {
  const made = cause(s => pools({ cpu: 0.9, shed: s >= 30 ? 400 : 0 }));
  expect(made.resource).toBeNull();
  expect(made.sentence).toContain('it shed 40% of its requests');
});

test('contention, where cores were full', () => {
  const told = (contention: number) => cause(s => pools({ cpu: s >= 28 ? 1 : 0.5, contention })).sentence;
  expect(told(0.54)).toContain("54% of its work was contention, cores that stood in each other's way");
  expect(told(0.05)).not.toContain('contention');
});

test('connections to the directory, where as many calls wait as there may be', () => {
  const made = cause(s => pools({ cpu: 0.5, connections: 1, connectionQueue: s >= 28 ? 2 : 0.5 }));
  expect(made).toMatchObject({ resource: 'connections', pool: 'alternate', atS: 28 });
  expect(made.sentence).toMatch(/^The connections of alternate to the directory were all in use first/);
});

test("the proxy's own servers, whose memory has gone with them when they died", () => {
  const died = (instance: string) =>
    at(29, 'instance-died', { death: { cause: 'out-of-memory', pool: 'proxy', instance } });
  const made = cause(s => ({ ...pools({ cpu: 0.5 }), servers: s === 28 ? { memory: 1, deaths: 2, alive: 6 } : {} }), {
    timeline: [died('proxy-0'), died('proxy-1')],
  });
  expect(made).toMatchObject({ resource: 'memory', pool: 'proxy', atS: 28, restarts: 2 });
  expect(made.sentence).toMatch(
    /^The memory of proxy was full first, from second 28 .*; 2 of the proxy's servers died/,
  );
  expect(cause(s => ({ ...pools({ cpu: 0.5 }), servers: { cpu: s >= 26 ? 1 : 0.5 } }))).toMatchObject({
    ...{ resource: 'cpu', pool: 'proxy', atS: 26 },
  });
});

function slow(latencyFactor: number) {
  const degradation = { part: 'directory', latencyFactor, latencyAddMs: 0, concurrency: 1, errors: 0 } as const;
  return { pool: null, degradation, forMs: null };
}

describe('full queues alone', () => {
  const full = { resource: 'queue', pool: 'alternate', atS: 29 };

  test('where one instance of four has a full one, however few wait at the others', () => {
    expect(cause(s => pools({ longestQueue: s >= 29 ? 800 : 10, queued: s >= 29 ? 900 : 20 }))).toMatchObject(full);
  });

  test('not where all instances together hold what one may', () => {
    expect(cause(s => pools({ longestQueue: 300, queued: s >= 29 ? 900 : 20 })).resource).toBeNull();
  });

  test('where requests were refused for want of room, even if a queue takes none', () => {
    const primary = TEST_TOPOLOGY.pools.primary as (typeof TEST_TOPOLOGY.pools)[string];
    const topology = { ...TEST_TOPOLOGY, pools: { primary, alternate: { ...primary, queue: 0 } } };
    expect(cause(s => pools({ queueFull: s >= 29 ? 5 : 0 }), { topology })).toMatchObject(full);
    expect(cause(() => pools({}), { topology }).resource).toBeNull();
  });

  test('never where any number may wait', () => {
    const primary = TEST_TOPOLOGY.pools.primary as (typeof TEST_TOPOLOGY.pools)[string];
    const topology = {
      ...TEST_TOPOLOGY,
      pools: { primary, alternate: { ...primary, queue: Number.POSITIVE_INFINITY } },
    };
    expect(cause(() => pools({ longestQueue: 1e6 }), { topology }).resource).toBeNull();
  });
});

test('nothing that was full: the commonest reason is given', () => {
  expect(cause(() => pools({ cpu: 0.4 })).sentence).toBe(
    "No pool and not the directory was full when it began; most failures say 'deadline' (3000).",
  );
});

test('a pool that was full and then had nothing more to do is not it', () => {
  const made = cause(s => ({
    pools: {
      primary: s < 20 ? { offered: 1000, cpu: 1 } : {},
      alternate: s < 20 ? {} : { offered: 1000, cpu: s >= 28 ? 1 : 0.5 },
    },
  }));
  expect(made).toMatchObject({ resource: 'cpu', pool: 'alternate', atS: 28 });
  const drained = cause(s => ({ pools: { primary: s < 29 ? { offered: 1000, cpu: 1 } : {}, alternate: {} } }));
  expect(drained).toMatchObject({ resource: 'cpu', pool: 'primary' });
});

test('one full second alone is chance', () => {
  expect(cause(s => pools({ cpu: s === 25 ? 0.99 : 0.4 })).resource).toBeNull();
});

test('what was full long before is not looked for', () => {
  const made = cause(s => pools({ cpu: s >= 30 ? 1 : 0.5 }, { offered: 1000, cpu: 1 }), { brokeS: 45 });
  expect(made).toMatchObject({ pool: 'primary', atS: 15 });
});

test('instances that operators restart have not died, and are told once', () => {
  const restart = at(28, 'restart', { pool: 'alternate', share: 0.5 });
  const made = (...timeline: CauseEvidence['timeline']) =>
    cause(s => pools({ cpu: s >= 30 ? 1 : 0.5, restarts: s === 28 ? 2 : 0 }), { timeline });
  expect(made(restart)).toMatchObject({ restarts: 0, sentence: expect.not.stringMatching(/died|had restarted/) });
  expect(made(restart).sentence).toContain('it began with restart of alternate in second 28 (50% of the instances)');
  expect(made(restart, at(29, 'flush', { pool: 'alternate' })).sentence).toContain(
    'operators had restarted alternate in second 28 (50% of the instances)',
  );
});

test("retries' share of the load, as the proxy counts them", () => {
  const retrying = (s: number) => ({
    ...pools({ cpu: s >= 30 ? 1 : 0.5, offered: 1000 }),
    proxy: s >= 30 ? { attempts: 1600, retries: 600 } : { attempts: 1000, retries: 0 },
  });
  expect(cause(retrying).sentence).toContain('retries were 37.5% of the load on the pools');
});

test('what pools were sent beyond what clients send is no retry: the proxy counts those', () => {
  const made = cause(s => ({
    ...pools({ cpu: s >= 30 ? 1 : 0.5, offered: s >= 30 ? 1600 : 1000 }),
    proxy: { attempts: 1600, retries: 0 },
  }));
  expect(made).toMatchObject({ retryShare: 0, sentence: expect.not.stringContaining('retries') });
});

test('what was full is looked for fifteen deadlines before the break', () => {
  const found = (from: number) =>
    causeOf({
      series: testSeries({ seconds: 90, second: s => ({ ...pools({ cpu: s >= from && s < from + 2 ? 1 : 0.5 }) }) }),
      topology: { ...TEST_TOPOLOGY, proxy: { timeoutMs: 4000 } },
      ...{ timeline: [], failovers: [], home: 'primary', brokeS: 70, differences: [] },
    }).atS;
  expect([found(8), found(10), found(71)]).toEqual([null, 10, 71]);
});

describe('of a target only what was measured can have been full', () => {
  const target = { ...TEST_TOPOLOGY, measuredEveryMs: 5000 };
  const measured = (known: (s: number) => boolean, concurrency: number | null = 200) => {
    const series = testSeries({
      seconds: 60,
      second: s => ({ offered: 1000, timeouts: s >= 30 ? 100 : 0, ...pools({ cpu: 0.5 }) }),
    });
    for (const each of Object.values(series.pools)) {
      Object.assign(each, {
        cpu: each.cpu.map((cpu, s) => (known(s) ? cpu : null)),
        memory: each.memory.map(() => null),
      });
    }
    const topology = { ...target, directory: { ...target.directory, concurrency } };
    const directoryConcurrency = series.directoryConcurrency.map((_, s) => (known(s) ? 90 : null));
    return cause(() => ({}), { series: { ...series, directoryConcurrency }, topology }).sentence;
  };

  test('and that is named', () => {
    expect(measured(() => true)).toMatch(
      /^Of what was measured \(the CPU of primary and alternate, the store's slots\) nothing was full when it began/,
    );
    expect(measured(() => true, null)).toContain('(the CPU of primary and alternate)');
  });

  test('around the break, not at another time', () => {
    for (const known of [() => false, (s: number) => s > 40]) {
      expect(measured(known)).toMatch(/^What the pools did was not measured; most failures say 'deadline'/);
    }
    expect(measured(s => s < 10)).toMatch(/^Of what was measured/);
  });
});

test('hit ratios are of the seconds around the break, and of the five before the failover', () => {
  const early = (s: number): TestSecond => ({
    pools: { alternate: { offered: 1000, lookups: 1000, hits: s < 4 ? 600 : 0, cpu: 1 } },
  });
  expect(cause(early, { brokeS: 1 })).toMatchObject({ hitRatio: 0.6, hitRatioBefore: null });
  const moved = cause(
    s => ({
      pools: {
        primary: s < 6 ? { offered: 1000, lookups: 1000, hits: s === 0 ? 0 : 800 } : {},
        alternate: { offered: 1000, lookups: 1000, hits: 300, cpu: s >= 28 ? 1 : 0.5 },
      },
    }),
    { failovers: [{ startS: 5, completedS: 6, to: 'alternate' }] },
  );
  expect([moved.hitRatio, moved.hitRatioBefore]).toEqual([0.3, 0.64]);
});

test('instances that died are counted from half a minute before the break to ten seconds after it', () => {
  const died = (...seconds: readonly number[]) =>
    cause(() => pools({ cpu: 1, restarts: 1 }), {
      brokeS: 40,
      timeline: seconds.map(s =>
        at(s, 'instance-died', { death: { cause: 'out-of-memory', pool: 'alternate', instance: 'alternate-0' } }),
      ),
    });
  expect(died(9, 50)).toMatchObject({ restarts: 0 });
  expect(died(10, 49.9)).toMatchObject({ restarts: 2 });
  expect(died(30).sentence).toContain('1 instance of alternate died and came back cold');
});
