import { readdirSync, readFileSync } from 'node:fs';

/**
 * Watches the processor time of this process's children, theirs and their own children's threads, by /proc: Linux only.
 * @param except one that is not counted
 */
export function childrenCpuMs(except: number): { stop(): number } {
  const byPid = new Map<number, number>();
  const read = (): void => {
    for (const pid of children(process.pid)) {
      // It may be ending just now.
      if (pid !== except) byPid.set(pid, Math.max(byPid.get(pid) ?? 0, cpuMs(pid)));
    }
  };
  const poll = setInterval(read, 100);
  return {
    stop: () => {
      clearInterval(poll);
      read();
      return [...byPid.values()].reduce((sum, ms) => sum + ms, 0);
    },
  };
}

function children(parent: number): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => statOf(pid)?.[1] === String(parent));
}

/** Of a process with all its threads, ms: user and system time, which Linux counts in hundredths of a second. */
function cpuMs(pid: number): number {
  const stat = statOf(pid);
  return stat === null ? 0 : (Number(stat[11]) + Number(stat[12])) * 10;
}

/** The fields of /proc/PID/stat after the name; null if the process has ended. */
function statOf(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
