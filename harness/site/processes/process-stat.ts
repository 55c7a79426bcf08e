import { readFileSync } from 'node:fs';
import type { Look } from './silence.ts';

/** What Linux tells of a process, or of a thread of it. */
export interface ProcessStat {
  /** `R` runs or wants to, `S` waits, `D` waits for a disk, `T` is stopped, `Z` has ended (proc_pid_stat(5)). */
  readonly state: string;
  readonly parent: number;
  /** Processor time used so far, ms, to the hundredth of a second; of a process that of all its threads. */
  readonly usedMs: number;
}

/**
 * @param thread one of its threads; the main one has the process's id
 * @returns null if it has ended, and where the system is not Linux
 */
export function processStat(pid: number, thread?: number): ProcessStat | null {
  try {
    const text = readFileSync(`/proc/${pid}${thread === undefined ? '' : `/task/${thread}`}/stat`, 'utf8');
    // `pid (name) state ppid …`, and the name may hold anything; user and system time are fields 14 and 15.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return {
      state: fields[0] as string,
      parent: Number(fields[1]),
      usedMs: 10 * (Number(fields[11]) + Number(fields[12])),
    };
  } catch {
    return null;
  }
}

/** Looks at a process's main thread, which is the one that speaks: others collect garbage beside it. */
export function lookAt(pid: number): Look {
  const stat = processStat(pid, pid);
  return stat === null ? null : { usedMs: stat.usedMs, waits: 'STt'.includes(stat.state) };
}
