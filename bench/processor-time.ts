import { readdirSync } from 'node:fs';
import { processStat } from '../harness/site/processes/process-stat.ts';

/**
 * Watches the processor time of this process's children, theirs and their own children's threads, by /proc: Linux only.
 * @param except one that is not counted
 */
export function childrenCpuMs(except: number): { stop(): number } {
  const byPid = new Map<number, number>();
  const read = (): void => {
    for (const pid of children(process.pid)) {
      // It may be ending just now.
      if (pid !== except) byPid.set(pid, Math.max(byPid.get(pid) ?? 0, processStat(pid)?.usedMs ?? 0));
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
    .filter(pid => processStat(pid)?.parent === parent);
}
