import { readFileSync } from 'node:fs';
import { resolveRemote } from '../script/node/resolve-remote.ts';
import { type Child, PATIENCE } from '../site/processes/child.ts';
import { lookAt } from '../site/processes/process-stat.ts';
import type { Patience, Stuck } from '../site/processes/silence.ts';
import { Watchdog } from '../site/processes/watchdog.ts';
import { HEAP_MB } from './drill-memory.ts';
import { type CodePlace, pause } from './stuck-line.ts';

/** A process that has used this much of it does little but look for more. */
const FULL_BYTES = 0.8 * HEAP_MB * 1024 * 1024;
/** How long the debugger may take to answer: it has to list every script of the process first. In one that was stopped it does not. */
const DEBUGGER_PATIENCE: Patience = { works: 10_000, waits: 2000, silent: 10_000 };
/** The same where memory is full: there is hardly a moment for the debugger between two garbage collections. */
const PATIENCE_WHEN_FULL: Patience = { works: 2000, waits: 2000, silent: 2000 };

/** Why a drill's process is lost. 107: the script's doing, 1: ours, 90: somebody else's. */
export interface Loss {
  readonly code: 1 | 90 | 107;
  readonly reason: string;
}

const TOO_LARGE = `the script needs more than ${HEAP_MB} MB of memory: does an iteration allocate without end?`;
const STUCK: Readonly<Record<Stuck, string>> = {
  works: `did not come to an end in ${PATIENCE.works / 1000} s of processor time: an endless loop?`,
  waits: 'stood still, as if somebody had stopped it',
  silent: `did not come to an end for ${PATIENCE.silent / 1000} s: an endless loop?`,
};

/**
 * Finds out through its debugger why a process is stuck. It stays paused: kill it.
 * @param scriptPath the script that it runs
 */
export async function explainStuck(child: Child, stuck: Stuck, scriptPath: string): Promise<Loss> {
  const full = residentBytes(child.pid) > FULL_BYTES;
  const frames = await standsAt(child, full ? PATIENCE_WHEN_FULL : DEBUGGER_PATIENCE);
  // Loaded when it is needed: the compiler is a large part of all that a command would load.
  const { compileScript } = await import('../script/compile/compile-script.ts');
  const script = await compileScript(scriptPath, { resolveRemote, drill: 'live' });
  const place = frames
    .filter(frame => frame.url === script.url)
    .map(frame => script.locate(frame.line, frame.column))
    .find(found => found !== null);
  const where = place == null ? '' : `${place.file}:${place.line}:${place.column}: `;
  if (full) return { code: 107, reason: `${where}${TOO_LARGE}` };
  if (where !== '') return { code: 107, reason: `${where}the script ${STUCK[stuck]}` };
  // One that waits was stopped: our code waits for nothing without a sign of life.
  if (stuck === 'waits') return { code: 90, reason: `the drill's process ${STUCK[stuck]}` };
  return { code: 1, reason: `the drill's process ${STUCK[stuck]} Its debugger gave no line of the script.` };
}

/** Where its code stands, innermost frame first; nothing if its debugger does not answer. */
async function standsAt(child: Child, patience: Patience): Promise<CodePlace[]> {
  const enough = new AbortController();
  const watchdog = new Watchdog(
    () => lookAt(child.pid),
    patience,
    () => enough.abort(),
  );
  // It spoke before; now it is the debugger that is waited for.
  watchdog.heard();
  void child.exited.then(() => enough.abort());
  try {
    const url = await child.debuggerUrl(enough.signal);
    return url === null || enough.signal.aborted ? [] : await pause(url, enough.signal);
  } finally {
    watchdog.close();
  }
}

/** Why a process ended by itself, by what it wrote last; null if that does not tell. */
export function explainEnd(stderr: string): Loss | null {
  return /heap out of memory|heap limit/i.test(stderr) ? { code: 107, reason: TOO_LARGE } : null;
}

/** Memory of a process; 0 where the system does not tell in this way (it is Linux's). */
function residentBytes(pid: number): number {
  try {
    const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kib ?? 0) * 1024;
  } catch {
    return 0;
  }
}
