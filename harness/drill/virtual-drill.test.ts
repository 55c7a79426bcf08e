import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runText } from '../report/text.ts';
import { compileScript } from '../script/compile/compile-script.ts';
import { moduleMembers } from '../script/modules/module-members.ts';
import { resolveRemote } from '../script/node/resolve-remote.ts';
import type { DrillOutcome } from './drill.ts';
import type { DrillSpec } from './drill-spec.ts';
import { testSpec } from './test-script.ts';
import { VirtualDrill } from './virtual-drill.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-stuck-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a script that may hang, given up after `stuckAfterMs`. @param sabotage breaks the drill before it starts */
async function run(
  text: string,
  sabotage: (drill: VirtualDrill) => void = () => {},
  more: Partial<DrillSpec> = {},
): Promise<DrillOutcome> {
  const path = join(folder, 'script.js');
  writeFileSync(path, text);
  const script = await compileScript(path, { members: moduleMembers, resolveRemote });
  return new Promise((resolve, reject) => {
    const events = {
      ...{ log: () => {}, started: () => {}, second: () => {}, sampled: () => {}, noted: () => {} },
      finished: resolve,
      crashed: reject,
    };
    const drill = new VirtualDrill({ ...testSpec(path), ...more }, script, events, undefined, 100);
    sabotage(drill);
    drill.start();
  });
}

describe('a virtual drill cannot hang', () => {
  it('ends a script that waits for no time, again and again: exit 107, and says which', async () => {
    const outcome = await run(`
      import { sleep } from 'k6';
      export const options = { scenarios: { busy: { executor: 'per-vu-iterations', vus: 1, iterations: 1 } } };
      export default function () { for (;;) sleep(0); }
    `);
    expect(outcome.exit).toEqual({
      code: 107,
      reason:
        'the script waits for ever: virtual time has stood still for 0.1 s of processor time at 0 s, while iteration 0 of VU 1 goes on without waiting',
    });
    expect(outcome.record.generator).toMatchObject({ startedIterations: 1, interruptedIterations: 1 });
  });

  it('the same in setup', async () => {
    const outcome = await run(`
      import { sleep } from 'k6';
      export function setup() { for (;;) sleep(0); }
      export default function () {}
    `);
    expect(outcome.exit).toMatchObject({ code: 107, reason: expect.stringContaining('while setup goes on') });
  });

  it('gives up when nothing is left to happen and the load is not over, and says what waits', async () => {
    const script = `
      import http from 'k6/http';
      export const options = { scenarios: { users: { executor: 'per-vu-iterations', vus: 3, iterations: 1 } } };
      export default function () { http.get(__ENV.BASE_URL + '/v1.0/me', { headers: { 'x-user': 'user1@test.example' } }); }
    `;
    const lost = (drill: VirtualDrill): void => {
      const run = drill.clock.run.bind(drill.clock);
      // A model that forgets its events: planted.
      drill.clock.run = (until, limit) => (drill.site.underWay().length > 0 ? 0 : run(until, Math.min(limit ?? 1, 1)));
    };
    await expect(run(script, lost)).rejects.toThrow(
      /^the virtual drill is stuck at 0 s: nothing is left to happen, and the load is not over \(iterations under way: 3; requests in the proxy: 1/,
    );
  });

  it('gives up when virtual time stands still and no script code runs', async () => {
    const standing = (drill: VirtualDrill): void => {
      drill.clock.run = () => 1;
    };
    await expect(run('export default function () {}', standing)).rejects.toThrow(
      'the virtual drill is stuck at 0 s: virtual time has stood still for 0.1 s of processor time, and the load is not over',
    );
  });
});

it('measures the last part of a second as the whole ones', async () => {
  const outcome = await run(`
    import http from 'k6/http';
    export const options = { scenarios: { a: { executor: 'constant-arrival-rate', rate: 10, duration: '1500ms', preAllocatedVUs: 5 } } };
    export default function () { http.get(__ENV.BASE_URL + '/v1.0/users/user7@eu.example/authentication/methods'); }
  `);
  const { series, requests } = outcome.record;
  expect([series.columns['primary.offered'], requests.offered]).toEqual([[10, 5], 15]);
});

it('records checks, groups and requests by their names; a URL without one is its own', async () => {
  const { record } = await run(`
    import { check, group, sleep } from 'k6';
    import http from 'k6/http';
    export const options = { iterations: 6 };
    export default function () {
      const user = __ENV.BASE_URL + '/healthz';
      group('shop', () => {
        group('cart', () => sleep(2));
        check(http.get(user, { tags: { name: 'methods' } }), { 'is 200': r => r.status === 200, 'is 418': r => r.status === 418 });
      });
      check(http.get(__ENV.BASE_URL + '/nowhere'), { 'is even': () => __ITER % 2 === 0 });
    }
  `);
  expect(record.checks).toEqual([
    { name: 'shop::is 418', passes: 0, fails: 6 },
    { name: 'is even', passes: 3, fails: 3 },
    { name: 'shop::is 200', passes: 6, fails: 0 },
  ]);
  expect(record.groups.map(({ name, times }) => [name, times])).toEqual([
    ['shop', 6],
    ['shop::cart', 6],
  ]);
  expect(record.groups[1]).toMatchObject({ meanMs: 2000, maxMs: 2000 });
  expect(
    record.requests.byName.map(({ name, ended, good, unexpected }) => [
      name.replace(/^http:..[^/]*/, ''),
      ended,
      good,
      unexpected,
    ]),
  ).toEqual([
    ['methods', 6, 6, 0],
    ['/nowhere', 6, 0, 6],
  ]);
  const text = runText(record);
  expect(text).toMatch(/✗ +shop::is 418 +0 +6 +0%|shop::is 418/);
  expect(text).toContain('methods');
});

it('a trial makes one iteration of each scenario, and tells of calls that are refused, with their places', async () => {
  const { refusals, record } = await run(
    `import http from 'k6/http';
    import { sleep } from 'k6';
    const slow = { compare: (a, b) => { sleep(1); return a - b; } };
    export const options = { thresholds: { http_reqs: ['count>5'] }, scenarios: {
      a: { executor: 'constant-arrival-rate', rate: 500, duration: '10m', preAllocatedVUs: 5 },
      b: { executor: 'constant-vus', vus: 5, duration: '1h', startTime: '10m', exec: 'other' } } };
    export default function () { [3, 1].sort(slow.compare); }
    export function other() { http.get(__ENV.BASE_URL, { auth: 'ntlm' }); }
    export function teardown() { http.get(__ENV.BASE_URL, { auth: 'ntlm' }); }`,
    () => {},
    { trial: 'virtual' },
  );
  expect(record.generator).toMatchObject({ dueIterations: 2 });
  expect(refusals.map(({ message, place }) => [place?.line, message.slice(0, 40)])).toEqual([
    [3, 'this call has to wait, but it was reache'],
    [8, "auth 'ntlm' is not offered here: use 'ba"],
    [9, "auth 'ntlm' is not offered here: use 'ba"],
  ]);
});

it('requests to where nothing of the site is are the script’s slip: the drill does not tell, and says where they went', async () => {
  const { record } = await run(`
    import http from 'k6/http';
    export const options = { thresholds: { http_req_failed: ['rate<0.01'] }, scenarios: { orders: { executor: 'constant-arrival-rate', rate: 20, timeUnit: '1s', duration: '5s', preAllocatedVUs: 5 } } };
    export default function () { http.get('https://shop.example.com/orders?top=10'); }
  `);
  expect(record.verdict).toBe('inconclusive');
  expect(record.requests).toMatchObject({ byFailure: { refused: 100 }, unrouted: { count: 100, elsewhere: 100 } });
  expect(record.reasons.join(' ')).toContain(
    'found no route of the service: GET https://shop.example.com/orders (100).',
  );
});
