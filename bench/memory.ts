/**
 * Memory of a long virtual drill: 10 minutes at 2000 iterations a second, which is 1.2 million requests with checks, tags, a metric of the
 * script's own and thresholds. Samples are counted in histograms, so memory must not grow with the run.
 *
 *     node bench/memory.ts [duration]        such as 10m
 *
 * Linux only: it reads the drill process's memory from /proc. Prints it by tenths of the run; exits 1 over the limit.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The most that the drill's process may take, MiB. */
const LIMIT_MIB = 300;
/** Enough instances that the site is no bottleneck. */
const SITE = ['--set', 'pools.primary.instances=40', '--set', 'peak=2000'];

const duration = process.argv[2] ?? '10m';
const command = spawn(
  process.execPath,
  [
    'harness/cli/headroom.js',
    'run',
    'bench/scripts/steady.js',
    '--virtual',
    '--json',
    ...SITE,
    '-e',
    `DURATION=${duration}`,
  ],
  { stdio: ['ignore', 'pipe', 'pipe'] },
);
let record = '';
command.stdout.on('data', (chunk: Buffer) => {
  record += chunk.toString();
});
let progress = '';
command.stderr.on('data', (chunk: Buffer) => {
  progress += chunk.toString();
});

const readings: { readonly wallS: number; readonly mib: number }[] = [];
const startedAt = performance.now();
const poll = setInterval(() => {
  const pid = childOf(command.pid as number);
  const mib = pid === null ? null : residentMib(pid);
  if (mib !== null) readings.push({ wallS: (performance.now() - startedAt) / 1000, mib });
}, 250);

command.once('close', code => {
  clearInterval(poll);
  if (code !== 0) {
    process.stderr.write(progress);
    process.exitCode = 1;
    return;
  }
  const { generator, durationS } = JSON.parse(record) as {
    generator: { completedIterations: number };
    durationS: number;
  };
  const wallS = (performance.now() - startedAt) / 1000;
  const most = Math.max(...readings.map(({ mib }) => mib));
  console.log(
    `${generator.completedIterations} iterations in ${durationS} s of virtual time, ${wallS.toFixed(1)} s of wall time`,
  );
  for (let tenth = 1; tenth <= 10; tenth++) {
    const from = Math.floor((readings.length * (tenth - 1)) / 10);
    const inTenth = readings.slice(from, Math.floor((readings.length * tenth) / 10)).map(({ mib }) => mib);
    console.log(
      `  up to ${String(tenth * 10).padStart(3)} % of the run: ${Math.max(...inTenth)
        .toFixed(0)
        .padStart(4)} MiB`,
    );
  }
  console.log(`most: ${most.toFixed(0)} MiB (limit ${LIMIT_MIB})`);
  if (most > LIMIT_MIB) process.exitCode = 1;
});

/** The process that a process has started; null where there is none (yet). */
function childOf(pid: number): number | null {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid) return Number(entry);
    } catch {
      // It has just ended.
    }
  }
  return null;
}

function residentMib(pid: number): number | null {
  try {
    const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? null : Number(kib) / 1024;
  } catch {
    return null;
  }
}
