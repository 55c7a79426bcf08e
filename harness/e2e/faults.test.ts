/** What becomes of a live drill when something of it fails: the table of docs/faults.md, each row tried. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { DRAFT } from '../record/draft-record.ts';
import { readRecord } from '../record/record-file.ts';
import { RUN, type RunRecord } from '../record/run-record.ts';
import { descendants, listens, type RunningProcess, stillRunning } from './process-tree.ts';
import { smallScript, smallTopology } from './small-drill.ts';
import { StartedHeadroom } from './started-headroom.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-faults-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** Starting processes takes its time on a busy machine. */
const SLOW = 120_000;
const TOPOLOGY = smallTopology(
  FOLDER,
  'watchful',
  'failover: active-passive, health: { interval: 300ms, timeout: 200ms, fall: 3 }',
);
const SCRIPT = smallScript(FOLDER, 60);
const BIN = join(import.meta.dirname, '../cli/headroom.js');
const FAILED = 'the harness itself has failed, and what was measured from then on says nothing about the settings\\.';

/** The processes of a live drill, and where they are among those of their kind: pools start in the topology's order. */
const PROCESSES = {
  primary: ['pool-process.', 0],
  alternate: ['pool-process.', 1],
  directory: ['directory-process.', 0],
  proxy: ['proxy-process.', 0],
  drill: ['drill-process.', 0],
} as const;
/** `command` is what the user has started; the control server is in it. */
type Who = keyof typeof PROCESSES | 'command';

/** As a sentence calls them. */
const NAMES: Readonly<Record<Who, string>> = {
  primary: 'primary',
  alternate: 'alternate',
  directory: 'the directory',
  proxy: 'the proxy',
  drill: 'the load generator',
  command: 'the control server',
};

type Send = (signal: NodeJS.Signals) => void;

const FAULTS = {
  'is killed': (send: Send) => send('SIGKILL'),
  'is stopped for 3 s': async (send: Send) => {
    send('SIGSTOP');
    await setTimeout(3000);
    send('SIGCONT');
  },
  'is stopped for ever': (send: Send) => send('SIGSTOP'),
} as const;
type Fault = keyof typeof FAULTS;

/** @param drafted waits for a draft of what was measured, too */
async function underLoad(
  name: string,
  drafted: boolean,
): Promise<{ drill: StartedHeadroom; out: string; processes: RunningProcess[] }> {
  const out = join(FOLDER, name);
  const drill = new StartedHeadroom(['run', SCRIPT, '--topology', TOPOLOGY, '--out', out], FOLDER);
  await drill.says(/under load/);
  if (drafted) await drill.says(/Until its record is written/);
  return { drill, out, processes: descendants(drill.pid) };
}

function pidOf(who: Who, drill: StartedHeadroom, processes: readonly RunningProcess[]): number {
  if (who === 'command') return drill.pid;
  const [file, index] = PROCESSES[who];
  return processes.filter(({ command }) => command.includes(file))[index]?.pid as number;
}

/** A drill of 60 s, one of whose processes fails once it is under load. */
async function drillWith(who: Who, fault: Fault): Promise<{ record: RunRecord; said: string }> {
  const { drill, out, processes } = await underLoad(`${who} ${fault}`.replaceAll(' ', '-'), who === 'drill');
  const pid = pidOf(who, drill, processes);
  await FAULTS[fault](signal => {
    // It may have been ended meanwhile.
    if (existsSync(`/proc/${pid}`)) process.kill(pid, signal);
  });
  expect(await drill.ended()).toBe(90);
  expect(stillRunning(processes)).toEqual([]);
  expect(existsSync(join(out, 'draft.json'))).toBe(false);
  const record = readRecord(RUN, join(out, 'run.json'));
  expect([record.verdict, record.cause]).toEqual(['inconclusive', null]);
  expect(drill.said).toContain('INCONCLUSIVE');
  expect(record.requests.good).toBeGreaterThan(10);
  // Nothing more could be learned.
  expect(record.durationS).toBeLessThan(40);
  return { record, said: drill.said };
}

describe.runIf(process.platform === 'linux')('a process of the harness that fails is not the system’s failure', () => {
  test.concurrent.each([
    ['primary', 'is killed'],
    ['alternate', 'is killed'],
    ['directory', 'is killed'],
    ['proxy', 'is killed'],
    ['primary', 'is stopped for 3 s'],
    ['alternate', 'is stopped for ever'],
    ['directory', 'is stopped for 3 s'],
    ['directory', 'is stopped for ever'],
    ['proxy', 'is stopped for 3 s'],
    ['proxy', 'is stopped for ever'],
    ['drill', 'is stopped for 3 s'],
    ['command', 'is stopped for 3 s'],
  ] as const)('%s %s', { timeout: SLOW }, async (who, fault) => {
    const { record } = await drillWith(who, fault);
    const how =
      fault === 'is killed'
        ? 'ended in second \\d+ \\(SIGKILL\\)'
        : 'stood still for more than 2 s from second \\d+ on';
    // A machine with several such drills on it may have held up another process as well.
    const reason = new RegExp(`^The process of ${NAMES[who]} ${how}: ${FAILED}$`);
    expect(record.reasons).toContainEqual(expect.stringMatching(reason));
    const told = who === 'command' ? 'control' : who;
    expect(record.timeline).toContainEqual(
      expect.objectContaining({ operation: fault === 'is killed' ? 'process-ended' : 'process-silent', process: told }),
    );
  });

  test.concurrent.each([
    ['is killed', 'ended (SIGKILL)'],
    ['is stopped for ever', 'stood still, as if somebody had stopped it'],
  ] as const)('drill %s: what it had measured is kept', { timeout: SLOW }, async (fault, how) => {
    const { record } = await drillWith('drill', fault);
    expect(record.reasons[0]).toBe(`The drill's process ${how}; what had been measured until then is kept.`);
  });

  test.concurrent('command is stopped, and then killed: a draft, and nothing left', { timeout: SLOW }, async () => {
    const { drill, out, processes } = await underLoad('command-stopped-and-killed', true);
    process.kill(drill.pid, 'SIGSTOP');
    await setTimeout(500);
    await drill.interrupt('SIGKILL');
    while (stillRunning(processes).length > 0) await setTimeout(20);
    expect(readRecord(DRAFT, join(out, 'draft.json')).requests.good).toBeGreaterThan(10);
    expect(existsSync(join(out, 'run.json'))).toBe(false);
  });

  test.concurrent('npx is killed, which leaves a shell between: 105, the record, and nothing left', {
    timeout: SLOW,
  }, async () => {
    const out = join(FOLDER, 'npx');
    const command = [process.execPath, BIN, 'run', SCRIPT, '--topology', TOPOLOGY, '--out', out];
    // As npm starts it: `sh -c` of its own, which passes no signal on.
    const npx = spawn('sh', ['-c', 'sh -c \'"$0" "$@"; exit $?\' "$0" "$@"; exit $?', ...command], {
      cwd: FOLDER,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, npm_command: 'exec' },
    });
    await says(npx, /Until its record is written/);
    const processes = descendants(npx.pid as number);
    npx.kill('SIGKILL');
    while (stillRunning(processes).length > 0) await setTimeout(20);
    expect(readRecord(RUN, join(out, 'run.json')).reasons).toContain('The drill was interrupted before its end.');
  });

  test.concurrent('a pool of a site that stays up is killed: users are moved to the other', {
    timeout: SLOW,
  }, async () => {
    const ports = ['--port', '0', '--tls-port', '0', '--control-port', '0'];
    const site = new StartedHeadroom(['serve', '--topology', TOPOLOGY, ...ports], FOLDER);
    const [, url = ''] = await site.says(/My Sign-Ins +(\S+)/);
    const status = async (): Promise<number> => {
      const headers = { 'x-user': 'user7@watchful.example', connection: 'close' };
      return (await fetch(`${url}v1.0/me/authentication/methods`, { headers })).status;
    };
    expect(await status()).toBe(200);
    const processes = descendants(site.pid);
    process.kill(pidOf('primary', site, processes), 'SIGKILL');
    await site.says(/process-ended primary: its process ended \(SIGKILL\)/);
    await site.says(/active-pool alternate: from primary to alternate: health of /);
    expect(await status()).toBe(200);
    expect(await site.interrupt()).toBe(0);
    expect([stillRunning(processes), await listens(url)]).toEqual([[], false]);
  });
});

/** A file system of 64 KiB that is gone with the command. @returns what came of it: exit code, and what was written where */
const SMALL_DISK = 'mount -t tmpfs -o size=64k tmpfs "$1" && shift && "$@"; echo "code $?"; ls "$DISK"/out';

describe('a disk that is full', () => {
  const canMount = spawnedCode('unshare', ['-rm', 'true']);
  test.runIf(process.platform === 'linux')(
    'in the end: the verdict stands, and the rest is put elsewhere',
    {
      timeout: SLOW,
    },
    async context => {
      if ((await canMount) !== 0) {
        const why = 'a small file system takes a user namespace (unshare -rm), which is not to be had here';
        process.stderr.write(`skipped: ${why}\n`);
        return context.skip(why);
      }
      const disk = join(FOLDER, 'disk');
      mkdirSync(disk);
      const short = smallScript(FOLDER, 5);
      const args = [
        '-rm',
        'sh',
        '-c',
        SMALL_DISK,
        'sh',
        disk,
        process.execPath,
        BIN,
        'run',
        short,
        '--topology',
        TOPOLOGY,
      ];
      const elsewhere = mkdtempSync(join(FOLDER, 'elsewhere-'));
      const run = spawn('unshare', [...args, '--virtual', '--quiet', '--out', join(disk, 'out')], {
        cwd: FOLDER,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, DISK: disk, TMPDIR: elsewhere },
      });
      let [stdout, stderr] = ['', ''];
      run.stdout.on('data', chunk => (stdout += String(chunk)));
      run.stderr.on('data', chunk => (stderr += String(chunk)));
      await new Promise(resolve => run.once('close', resolve));
      // run.json and junit.xml find room, report.html does not, and no half of it is left.
      expect(stdout).toMatch(/^PASS small-5s with baseline: .*\ncode 0\njunit\.xml\nrun\.json\n$/);
      const [, place = ''] =
        /report\.html cannot be written: the disk is full \(ENOSPC\); it is in (\S+)/.exec(stderr) ?? [];
      expect(existsSync(join(place, 'report.html'))).toBe(true);
    },
  );
});

/** Waits until a process has said something. */
async function says({ stderr }: ChildProcess, pattern: RegExp): Promise<void> {
  let said = '';
  for await (const chunk of stderr as AsyncIterable<Buffer>) {
    said += chunk.toString();
    if (pattern.test(said)) break;
  }
}

/** @returns null where there is no such program */
function spawnedCode(program: string, args: readonly string[]): Promise<number | null> {
  return new Promise(resolve => {
    const child = spawn(program, args, { stdio: 'ignore' });
    child.once('error', () => resolve(null));
    child.once('exit', resolve);
  });
}
