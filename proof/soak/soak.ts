/**
 * `npm run soak -- [--minutes 15] [--rate 1500] [--every 30]`: a live drill for that long, with a failover every so many seconds and the
 * live page open for a while and closed, over and over (in Chromium, where there is one; else its event stream is read). Prints what each
 * process holds at a fifteenth, a third, two thirds and the end of the time (memory, of it the heap after a collection, sockets, descriptors),
 * and whether anything grows without an end in sight.
 * Ends in 1 if something does, if an account does not balance, or if there is no record. Linux only: it reads /proc.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { descendants } from '../../harness/e2e/process-tree.ts';
import { readRecord } from '../../harness/record/record-file.ts';
import { RUN } from '../../harness/record/run-record.ts';
import { growing, type Held, nearest, type Reading, TELLING_S } from './growth.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '15' },
    rate: { type: 'string', default: '1500' },
    every: { type: 'string', default: '30' },
  },
});
const seconds = Math.round(60 * Number(values.minutes));
const EVERY_MS = Math.min(5000, (1000 * seconds) / 40);
const CHROMIUM = '/usr/bin/chromium';
/** How long a page stays open, and closed, s. */
const [OPEN_S, CLOSED_S] = [20, 5];

const here = (name: string): string => join(import.meta.dirname, name);
const out = mkdtempSync(join(tmpdir(), 'headroom-soak-'));
const heaps = mkdtempSync(join(tmpdir(), 'headroom-soak-heaps-'));
const env = { RATE: values.rate, EVERY_S: values.every, SECONDS: String(seconds) };
const drill = spawn(
  process.execPath,
  [
    ...[
      here('../../harness/cli/headroom.js'),
      'run',
      here('fixtures/steady-failovers.js'),
      '--topology',
      here('topology.yaml'),
    ],
    ...['--set', `peak=${values.rate}`, '--ui', '0', '--arrivals', 'even', '--exit-zero', '--out', out],
    ...Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
  ],
  {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      SOAK_HEAPS: heaps,
      NODE_OPTIONS: `--expose-gc --import ${new URL('fixtures/say-heap.js', import.meta.url).href}`,
    },
  },
);
let said = '';
let startedAt: number | null = null;
drill.stderr.on('data', (chunk: Buffer) => {
  said = (said + chunk.toString()).slice(-100_000);
  // The first line of progress comes with load.
  if (startedAt === null && /\d s\s+planned/.test(said)) startedAt = performance.now();
});
const ended = new Promise<number | null>(resolve => drill.once('exit', resolve));
let isOver = false;
void ended.then(() => {
  isOver = true;
});

const readings = new Map<string, Reading[]>();
const reading = setInterval(() => {
  if (startedAt === null || isOver) return;
  const atS = (performance.now() - startedAt) / 1000;
  if (atS > seconds - 2) return;
  let pools = 0;
  const all = [{ name: 'command', pid: drill.pid as number }];
  for (const { pid, command } of descendants(drill.pid as number)) {
    const kind = /(drill|directory|pool|proxy)-process\./.exec(command)?.[1];
    if (kind !== undefined) all.push({ name: kind === 'pool' ? `pool ${++pools}` : kind, pid });
  }
  for (const { name, pid } of all) {
    const held = heldBy(pid);
    if (held !== null) readings.set(name, [...(readings.get(name) ?? []), { atS, ...held }]);
  }
}, EVERY_MS);

const pages = await watchPages();
const code = await ended;
clearInterval(reading);
process.exitCode = report() ? 0 : 1;
for (const folder of [out, heaps]) rmSync(folder, { recursive: true, force: true });

/** Opens the live page and closes it, until the drill is over. @returns how often */
async function watchPages(): Promise<number> {
  while (!/Live page: \S+/.test(said) && !isOver) await wait(100);
  const url = /Live page: (\S+)/.exec(said)?.[1];
  const browser = existsSync(CHROMIUM)
    ? await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] }).catch(() => null)
    : null;
  let opened = 0;
  while (url !== undefined && !isOver) {
    opened++;
    if (browser === null) await readEvents(`${url}events`);
    else {
      const page = await browser.newPage();
      await page.goto(url).catch(() => {});
      await Promise.race([wait(OPEN_S * 1000), ended]);
      await page.close();
    }
    await Promise.race([wait(CLOSED_S * 1000), ended]);
  }
  await browser?.close();
  return opened;
}

async function readEvents(url: string): Promise<void> {
  const enough = AbortSignal.timeout(OPEN_S * 1000);
  try {
    const response = await fetch(url, { signal: enough });
    for await (const _ of response.body ?? []) if (isOver) return;
  } catch {
    // Closed, by us or with the drill.
  }
}

function heldBy(pid: number): Held | null {
  try {
    const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const files = readdirSync(`/proc/${pid}/fd`);
    const sockets = files.filter(file => isSocket(`/proc/${pid}/fd/${file}`)).length;
    if (kib === undefined) return null;
    const heapMib = Number(readFileSync(join(heaps, String(pid)), 'utf8'));
    return { memoryMib: Number(kib) / 1024, heapMib, sockets, descriptors: files.length };
  } catch {
    // It has just ended, or has not collected yet.
    return null;
  }
}

function isSocket(link: string): boolean {
  try {
    return readlinkSync(link).startsWith('socket:');
  } catch {
    return false;
  }
}

/** Prints everything. @returns whether it is as it should be */
function report(): boolean {
  const say = (line: string): boolean => process.stdout.write(`${line}\n`);
  say(
    `${values.minutes} min at ${values.rate} requests/s, a failover every ${values.every} s, the page opened ${pages} times`,
  );
  const marks = [1 / 15, 1 / 3, 2 / 3, 1].map(share => share * seconds);
  say(`${'process'.padEnd(12)}${marks.map(atS => `${(atS / 60).toFixed(1)} min`.padStart(30)).join('')}`);
  say(`${''.padEnd(12)}${marks.map(() => 'MiB / heap / sockets / files'.padStart(30)).join('')}`);
  const problems: string[] = [];
  for (const [name, list] of readings) {
    const cells = marks.map(atS => {
      const at = nearest(list, atS);
      return at === null
        ? '–'
        : `${at.memoryMib.toFixed(0)} / ${at.heapMib.toFixed(0)} / ${at.sockets} / ${at.descriptors}`;
    });
    say(`${name.padEnd(12)}${cells.map(cell => cell.padStart(30)).join('')}`);
    if (seconds >= TELLING_S) problems.push(...growing(list).map(what => `${name} grows: ${what}`));
  }
  if (readings.size < 6) problems.push(`only ${readings.size} processes were seen`);
  const file = join(out, RUN.file);
  if (existsSync(file)) problems.push(...accounts(file, say));
  else problems.push(`there is no record (exit ${code}): ${said.slice(-2000)}`);
  for (const problem of problems) say(`FAILED: ${problem}`);
  if (problems.length > 0) return false;
  say(
    `the accounts balance, and ${seconds < TELLING_S ? `${seconds} s are too short to tell whether anything grows` : 'nothing grows'}`,
  );
  return true;
}

/** The record's own account: each request and each iteration has one outcome. @returns what does not balance */
function accounts(file: string, say: (line: string) => unknown): string[] {
  const { requests, generator, verdict, reasons, timeline } = readRecord(RUN, file);
  const { lagMs, lateness, dueIterations, startedIterations, droppedIterations } = generator;
  const { completedIterations, failedIterations, interruptedIterations } = generator;
  const moves = timeline.filter(({ operation }) => operation === 'fail-over' || operation === 'fail-back').length;
  const sum = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((all, each) => all + each, 0);
  const outcomes = sum(requests.byStatus) + sum(requests.byFailure) + requests.interrupted;
  say(
    `${requests.offered} requests: ${requests.good} good, ${requests.errors} errors, ${requests.interrupted} interrupted; ${moves} failovers`,
  );
  say(
    `lag p50 ${lagMs.p50} ms, p99 ${lagMs.p99} ms, max ${lagMs.max} ms; processes at most ${lateness?.worstMs ?? '–'} ms late`,
  );
  say(`${verdict}: ${reasons[0] ?? ''}`);
  return [
    ...(requests.offered === outcomes ? [] : [`${requests.offered} requests, but ${outcomes} outcomes`]),
    ...(dueIterations === startedIterations + droppedIterations
      ? []
      : ['iterations due are not those started and dropped']),
    ...(startedIterations === completedIterations + failedIterations + interruptedIterations
      ? []
      : ['iterations started are not those completed, failed and interrupted']),
    ...(moves === 0 ? ['nobody was failed over'] : []),
  ];
}
