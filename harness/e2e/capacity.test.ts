import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CAPACITY } from '../record/capacity-record.ts';
import { INSTANCES } from '../record/instances-record.ts';
import { MAP } from '../record/map-record.ts';
import { readRecord } from '../record/record-file.ts';
import { ROLLOUT } from '../record/rollout-record.ts';
import { RUN } from '../record/run-record.ts';
import { SWEEP } from '../record/sweep-record.ts';
import { descendants, stillRunning } from './process-tree.ts';
import { StartedHeadroom } from './started-headroom.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-capacity-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));
const SLOW = 120_000;

const POOL = '{ instances: 2, cores: 1, memory: 4GiB }';
// Two cores at 20 ms a hit: 100 requests a second; the peak is 60.
const TOPOLOGY = write(
  'tiny.yaml',
  `name: tiny
users: 3000
peak: 60
pools: { primary: ${POOL}, alternate: ${POOL} }
cost: { hit: { fixed: 20ms }, miss: { fixed: 40ms }, write: { fixed: 20ms } }
proxy: { timeout: 500ms }
objectives: { timeouts: none, errors: 1%, p99: off, recovery: off, headroom: 1.2 }
`,
);
const CACHE = write('forever.yaml', 'ttl: none\ncapacity: 100000\n');
const SCRIPT = write(
  'reads.ts',
  `import http from 'k6/http';
export const options = {
  scenarios: {
    reads: { executor: 'constant-arrival-rate', rate: 60, duration: '5s', preAllocatedVUs: 20, maxVUs: 200, gracefulStop: '1s' },
  },
};
export default function read() {
  const user = Math.floor(Math.random() * Number(__ENV.USERS));
  http.get(\`\${__ENV.BASE_URL}/v1.0/me/authentication/methods\`, { headers: { 'x-user': \`user\${user}@tiny.example\` } });
}
`,
);

/** Its operator slows the cores; its environment says how much load there is. */
const SLOWED = `import http from 'k6/http';
export const options = {
  scenarios: {
    reads: { executor: 'constant-arrival-rate', rate: Number(__ENV.RATE ?? 60), duration: '15s', preAllocatedVUs: 20, maxVUs: 200, gracefulStop: '1s' },
    slow: { executor: 'shared-iterations', exec: 'slow', iterations: 1, startTime: '1s' },
  },
};
export default function read() {
  const user = Math.floor(Math.random() * 50);
  http.get(\`\${__ENV.BASE_URL}/v1.0/me/authentication/methods\`, { headers: { 'x-user': \`user\${user}@tiny.example\` } });
}
export function slow() {
  const headers = { authorization: \`Bearer \${__ENV.CONTROL_TOKEN}\`, 'content-type': 'application/json' };
  http.post(\`\${__ENV.CONTROL_URL}/operations/degrade\`, JSON.stringify({ pool: 'primary', cpu: 1 }), { headers });
}
`;

function write(name: string, text: string): string {
  writeFileSync(join(FOLDER, name), text);
  return join(FOLDER, name);
}

/** Runs a command virtually and even, in the folder. */
async function headroom(...args: string[]): Promise<{ code: number | null; said: string }> {
  const started = new StartedHeadroom(args, FOLDER);
  const code = await started.ended();
  return { code, said: started.said };
}

const COMMON = ['--topology', TOPOLOGY, '--cache', CACHE, '--virtual', '--arrivals', 'even'];
const capacity = (...flags: string[]) => headroom('capacity', SCRIPT, ...COMMON, ...flags);

describe('headroom capacity', () => {
  test('finds what the pool bears, and run judges headroom by it', { timeout: SLOW }, async () => {
    const { code, said } = await capacity('--warm', '--repeat', '1', '--resolution', '2%', '--out', 'warm');
    expect(said).toContain('PASS  Capacity of alternate');
    expect(code).toBe(0);
    const record = readRecord(CAPACITY, join(FOLDER, 'warm/capacity.json'));
    // Users are not spread quite evenly over the two instances.
    expect(record.capacityPerSecond).toBeGreaterThan(90);
    expect(record.capacityPerSecond).toBeLessThan(102);
    expect(record.limitedBy).toBe('cpu');
    expect(readFileSync(join(FOLDER, 'warm/junit.xml'), 'utf8')).toContain('failures="0"');

    const refused = await headroom('run', SCRIPT, ...COMMON, '--capacity', 'warm', '--out', 'refused');
    expect(refused.code).toBe(104);
    expect(refused.said).toContain('measured something else: a warm start');

    const judged = await headroom('run', SCRIPT, ...COMMON, '--with-capacity', '--out', 'judged', '--quiet');
    const run = readRecord(RUN, join(FOLDER, 'judged/run.json'));
    const cold = readRecord(CAPACITY, join(FOLDER, 'judged/capacity.json'));
    // A miss costs twice a hit, and every user misses once.
    expect(cold.headroom).toBeLessThan(record.headroom as number);
    expect(run.objectives.find(({ name }) => name === 'headroom')).toMatchObject({
      value: cold.headroom,
      status: 'broken',
    });
    expect(judged.code).toBe(99);

    // What lies about has no say: only a record that is named has.
    await capacity('--cold', '--repeat', '1', '--resolution', '2%', '--out', 'runs/cold');
    const headroomOf = async (...flags: string[]): Promise<string | undefined> => {
      await headroom('run', SCRIPT, ...COMMON, '--out', 'plain', '--quiet', ...flags);
      const { objectives } = readRecord(RUN, join(FOLDER, 'plain/run.json'));
      return objectives.find(({ name }) => name === 'headroom')?.status;
    };
    expect(await headroomOf()).toBe('not-applicable');
    expect(await headroomOf('--capacity', 'runs/cold')).toBe('broken');
    expect(await headroomOf('--capacity', 'judged')).toBe('broken');
  });

  test('refuses a hold that is too short, and a knob that there is not', { timeout: SLOW }, async () => {
    const short = await capacity('--hold', '10s');
    expect([short.code, short.said]).toEqual([2, expect.stringContaining('--hold 10s is too short')]);
    const unknown = await capacity('--sweep', 'tll=1s,2s');
    expect([unknown.code, unknown.said]).toEqual([104, expect.stringContaining('did you mean ttl')]);
  });

  test('refuses a path that nobody answers, and leaves no process behind', { timeout: SLOW }, async () => {
    const mistyped = write('mistyped.ts', readFileSync(SCRIPT, 'utf8').replace('/methods', '/methodes'));
    const started = new StartedHeadroom(['capacity', mistyped, ...COMMON], FOLDER);
    expect(await started.ended()).toBe(90);
    expect(started.said).toMatch(
      /There is no capacity to measure: (\d+) of \1 requests .* found no route of the service: GET .*\/methodes/,
    );
  });

  test('sweeps a knob, and report renders it again', { timeout: SLOW }, async () => {
    const flags = ['--warm', '--resolution', '10%', '--no-recovery', '--out', 'sweep', '--quiet'];
    const { code } = await capacity('--sweep', 'pools.alternate.instances=1,2', ...flags);
    expect(code).toBe(0);
    const { points } = readRecord(SWEEP, join(FOLDER, 'sweep/sweep.json'));
    const [one = 0, two = 0] = points.map(({ capacityPerSecond }) => capacityPerSecond ?? 0);
    expect(two / one).toBeGreaterThan(1.6);
    const again = await headroom('report', 'sweep', '--out', 'again');
    expect(again.said).toContain('Capacity of alternate by pools.alternate.instances');
    expect(readFileSync(join(FOLDER, 'again/report.html'), 'utf8')).toContain('<svg');
  });

  test('finds the instances that the peak needs', { timeout: SLOW }, async () => {
    const { code } = await capacity('--find', 'instances', '--headroom', '2.2', '--warm', '--out', 'find');
    // 132 requests a second at 50 an instance.
    expect(readRecord(INSTANCES, join(FOLDER, 'find/instances.json'))).toMatchObject({
      needed: 3,
      has: 2,
      verdict: 'fail',
    });
    expect(code).toBe(99);
  });

  test('ends at Ctrl-C, and leaves nothing', { timeout: SLOW }, async () => {
    const started = new StartedHeadroom(['capacity', SCRIPT, ...COMMON, '--hold', '30m'], FOLDER);
    await started.says(/Until its record is written: /);
    const processes = descendants(started.pid);
    expect(await started.interrupt()).toBe(105);
    expect(stillRunning(processes)).toEqual([]);
  });
});

test('headroom rollout stops a change whose canary is worse, and rolls it back', { timeout: SLOW }, async () => {
  const before = write('before.yaml', 'ttl: 20s\n');
  const changed = write('changed.yaml', 'ttl: 1s\n');
  const few = ['--set', 'users=100', '--set', 'cost.miss.fixed=24ms'];
  const args = ['--topology', TOPOLOGY, '--baseline', before, '--cache', changed, '--virtual', ...few];
  const { code, said } = await headroom('rollout', SCRIPT, ...args, '--bake', '40s', '--out', 'rollout', '--quiet');
  expect(said).toContain('FAIL rollout of changed: Stopped at 1%, 10% and 50% (1 of 2 instances of primary');
  expect(said).toContain('the canary on primary is worse than the rest');
  expect(code).toBe(99);
  const record = readRecord(ROLLOUT, join(FOLDER, 'rollout/rollout.json'));
  expect(record).toMatchObject({ halted: { stage: 0, phase: 'bake', atS: 70 }, blastRadius: { users: 0 } });
  const operations = readRecord(RUN, join(FOLDER, 'rollout/drill/run.json')).timeline.map(({ operation }) => operation);
  expect(operations).toEqual(['deploy', 'roll-back']);
  // Its drill passed: nobody got an error.
  const [page, junit] = ['report.html', 'junit.xml'].map(name => readFileSync(join(FOLDER, 'rollout', name), 'utf8'));
  expect(page).toContain('<title>FAIL Rollout of changed');
  expect(junit).toContain('failures="2"');
  expect(readdirSync(join(FOLDER, 'rollout/drill'))).toEqual(['run.json']);
  const again = await headroom('report', 'rollout', '--out', 'rollout-again', '--quiet');
  expect(again.code).toBe(0);
  expect(readFileSync(join(FOLDER, 'rollout-again/report.html'), 'utf8')).toBe(page);
  const compared = await headroom('compare', 'rollout', 'rollout');
  expect([compared.code, compared.said]).toEqual([
    104,
    expect.stringContaining('a rollout record, and what is compared are runs'),
  ]);
});

test('headroom compare takes earlier runs, unless more than the settings differs', { timeout: SLOW }, async () => {
  const drill = (out: string, ...flags: string[]) =>
    headroom('run', SCRIPT, ...COMMON, '--out', out, '--quiet', ...flags);
  await drill('a');
  await drill('b', '--set', 'ttl=200s');
  await drill('other', '--seed', '2', '--set', 'peak=70');
  const compared = await headroom('compare', 'a', 'b/run.json', '--out', 'compared', '--quiet');
  expect(compared.said).toContain('forever against forever');
  const refused = await headroom('compare', 'a', 'other', '--out', 'refused', '--quiet');
  expect(refused.code).toBe(104);
  expect(refused.said).toContain('the topologies differ');
  expect(refused.said).toContain('the seeds differ');
  const history = await headroom('report', '--history', '.');
  expect(history.said).toContain('reads on tiny, virtual');
});

describe('headroom capacity --map', () => {
  test(
    'a map has the worst where there is the most load and the fewest instances, and its record renders again',
    async () => {
      const axes = 'load=0.1..4,pools.primary.instances=1..4';
      const { code, said } = await capacity('--map', axes, '--cells', '4', '--out', 'map', '--quiet');
      expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('Of 16 cells') });
      const {
        outcomes,
        drilled,
        axes: [load, instances],
        edge,
      } = readRecord(MAP, join(FOLDER, 'map', 'map.json'));
      expect([load.values.length, instances.values]).toEqual([4, ['1', '2', '3', '4']]);
      expect([outcomes[0]?.[0], outcomes[0]?.[3]]).toEqual(['holds', 'stays-down']);
      expect([drilled[0]?.[0], drilled[0]?.[3]]).toEqual([true, true]);
      expect(edge).not.toBeNull();
      expect(readFileSync(join(FOLDER, 'map', 'report.html'), 'utf8')).toContain('class="map-stays-down"');
    },
    SLOW,
  );

  test(
    'what operators order and what the script reads from its environment are axes',
    async () => {
      const script = write('slowed.ts', SLOWED);
      const mapOf = (axes: string, out: string) =>
        headroom(
          'capacity',
          script,
          ...COMMON,
          '--map',
          axes,
          '--cells',
          '3',
          '--repeat',
          '1',
          '--out',
          out,
          '--quiet',
        );
      const { code, said } = await mapOf('degrade.cpu=10%..100%,env.RATE=10..40', 'ordered');
      expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('Of 9 cells') });
      const { axes, outcomes } = readRecord(MAP, join(FOLDER, 'ordered', 'map.json'));
      expect(axes.map(({ kind, values }) => [kind, values])).toEqual([
        ['operation', ['10%', '31.62%', '100%']],
        ['env', ['10', '20', '40']],
      ]);
      // Two cores at 20 ms bear 100 requests a second; a tenth of that is less than the least rate, whose caches are cold.
      expect(outcomes.map(row => [row[0], row[2]])).toEqual(Array(3).fill(['stays-down', 'holds']));
      const other = await mapOf('fail-over.over=1s..9s,env.RATE=10..40', 'other');
      expect(other).toMatchObject({
        code: 104,
        said: expect.stringContaining('the script orders no fail-over with over'),
      });
    },
    SLOW,
  );

  test(
    'an axis that there is not is told of, with what there is',
    async () => {
      const { code, said } = await capacity('--map', 'load,ttk=1s..5s');
      expect({ code, said }).toMatchObject({ code: 104, said: expect.stringContaining('did you mean ttl?') });
      expect((await capacity('--map', 'degrade.size=1..2,load')).said).toContain(
        'degrade has no field size; it has pool, cpu',
      );
    },
    SLOW,
  );
});
