import { readFileSync } from 'node:fs';
import { compileScript } from '../script/compile/compile-script.ts';
import { resolveRemote } from '../script/modules/jslib/resolve-remote.ts';
import type { Child } from '../site/processes/child.ts';
import { pause } from './stuck-line.ts';

/** Silence after which a drill's process is taken to be in an endless loop. */
export const SILENT_AFTER_MS = 5000;
/** Heap of a drill's process: HDR histograms and a thousand VUs need a tenth of it. */
export const HEAP_MB = 1024;
/** Half-space of a virtual one's young generation, MB: nearly all that a request makes is forgotten when the next collection comes. */
export const VIRTUAL_YOUNG_MB = 32;
/** What a live one, whose young generation stays small for short pauses, keeps before its old generation is collected, MB: each collection makes iterations ten ms late. */
export const LIVE_OLD_MB = 384;
/** A process that has used this much of it does little but look for more. */
const FULL_BYTES = 0.8 * HEAP_MB * 1024 * 1024;
/** How long the debugger may take to answer: it has to list every script of the process first. */
const PATIENCE_MS = 10_000;
/** The same where memory is full: there is hardly a moment for the debugger between two garbage collections. */
const PATIENCE_WHEN_FULL_MS = 2000;

/** Why a drill's process is lost. 107: the script's doing, 1: ours. */
export interface Loss {
  readonly code: 1 | 107;
  readonly reason: string;
}

const TOO_LARGE = `the script needs more than ${HEAP_MB} MB of memory: does an iteration allocate without end?`;
const SILENCE = `did not come to an end for ${SILENT_AFTER_MS / 1000} s: an endless loop?`;

/**
 * Finds out through its debugger why a process is silent. It stays paused: kill it.
 * @param scriptPath the script that it runs
 */
export async function explainSilence(child: Child, scriptPath: string): Promise<Loss> {
  const full = residentBytes(child.pid) > FULL_BYTES;
  const patienceMs = full ? PATIENCE_WHEN_FULL_MS : PATIENCE_MS;
  const url = await child.debuggerUrl(patienceMs);
  const frames = url === null ? [] : await pause(url, patienceMs);
  const script = await compileScript(scriptPath, { resolveRemote });
  const place = frames
    .filter(frame => frame.url === script.url)
    .map(frame => script.locate(frame.line, frame.column))
    .find(found => found !== null);
  const where = place == null ? '' : `${place.file}:${place.line}:${place.column}: `;
  if (full) return { code: 107, reason: `${where}${TOO_LARGE}` };
  if (where !== '') return { code: 107, reason: `${where}the script ${SILENCE}` };
  return { code: 1, reason: `the drill's process ${SILENCE} Its debugger gave no line of the script.` };
}

/** Why a process ended by itself, by what it wrote last; null if that does not tell. */
export function explainEnd(stderr: string): Loss | null {
  return /heap out of memory|heap limit/i.test(stderr) ? { code: 107, reason: TOO_LARGE } : null;
}

/** CPU time that a process has used, ms; null where the system does not tell in this way (it is Linux's). */
export function processorMs(pid: number): number | null {
  try {
    // After the name in parentheses, which may hold anything; user and system time are fields 14 and 15, in hundredths of a second.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return null;
  }
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
