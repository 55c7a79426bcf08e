/**
 * How long one waits for the first word of a command that was not there before: a new process each time, with the compile cache that
 * `npm ci` and earlier starts have left; the last row has none. Beside a Node that does nothing and another load generator's help.
 *
 *     node bench/cold.ts
 *
 * Prints medians of five runs. Processor time tells more than the wall's where the machine is shared. Exits 1 if the help takes over
 * 250 ms, or the default drill on a virtual clock over 2 s.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { table } from './table.ts';

const RUNS = 5;
const HEADROOM = 'harness/cli/headroom.js';
const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-cold-'));
const DRILL = ['run', 'scenarios/eu-peak-failover.ts', '--virtual', '--quiet', '--out', join(FOLDER, 'out')];

interface Start {
  readonly wallMs: number;
  /** Of all its processes. */
  readonly cpuMs: number;
}

const cases: readonly { name: string; args: readonly string[]; mostMs?: number; first?: true }[] = [
  { name: 'node -e 0', args: ['-e', '0'] },
  { name: 'autocannon --help', args: ['node_modules/autocannon/autocannon.js', '--help'] },
  { name: 'headroom --help', args: [HEADROOM, '--help'], mostMs: 250 },
  { name: 'headroom run --help', args: [HEADROOM, 'run', '--help'] },
  { name: 'headroom run --virtual, the default drill', args: [HEADROOM, ...DRILL], mostMs: 2000 },
  { name: 'the same without a compile cache', args: [HEADROOM, ...DRILL], first: true },
];

let isSlow = false;
const rows = cases.map(({ name, args, mostMs, first }) => {
  // Once before: what the others find in the compile cache and the system's is there then.
  if (!first) start(args, {});
  const starts = Array.from({ length: RUNS }, (_, i) =>
    start(args, first ? { XDG_CACHE_HOME: join(FOLDER, `cache-${i}`) } : {}),
  );
  const [wallMs, cpuMs] = [median(starts.map(each => each.wallMs)), median(starts.map(each => each.cpuMs))];
  if (mostMs !== undefined && wallMs > mostMs) isSlow = true;
  return [name, wallMs.toFixed(0), mostMs === undefined ? '' : `${mostMs}`, cpuMs.toFixed(0)];
});
rmSync(FOLDER, { recursive: true });
process.stdout.write(`${table(['command', 'wall, ms', 'at most', 'processor, ms'], rows)}\n`);
process.exitCode = isSlow ? 1 : 0;

/** Starts a Node with these arguments and waits for its end. */
function start(args: readonly string[], env: Readonly<Record<string, string>>): Start {
  const began = performance.now();
  // `times` of POSIX: its second line is what its children have used, theirs included.
  const shell = ['-c', '"$@" > /dev/null 2>&1; times', 'sh', process.execPath, ...args];
  const { stdout } = spawnSync('sh', shell, { env: { ...process.env, ...env }, encoding: 'utf8' });
  const wallMs = performance.now() - began;
  const [, used = ''] = stdout.trim().split('\n');
  const cpuMs = [...used.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, m, s]) => sum + 60_000 * Number(m) + 1000 * Number(s),
    0,
  );
  return { wallMs, cpuMs };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
}
