/** For tests that count what is left behind: processes as Linux shows them. */
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { processStat } from '../site/processes/process-stat.ts';

/** A running process. */
export interface RunningProcess {
  readonly pid: number;
  /** Its arguments. */
  readonly command: string;
}

/** The processes that `pid` started, and those that they started, oldest first. */
export function descendants(pid: number): RunningProcess[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(Number(name)) : null;
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  for (let next = [pid]; next.length > 0; ) {
    next = next.flatMap(each => children.get(each) ?? []);
    found.push(...next);
  }
  return found.sort((a, b) => a - b).map(each => ({ pid: each, command: commandOf(each) }));
}

/** Those of the processes that have not ended. */
export function stillRunning(processes: readonly RunningProcess[]): RunningProcess[] {
  return processes.filter(({ pid, command }) => commandOf(pid) === command && command !== '');
}

/** Whether something listens at the address of this url. */
export function listens(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise(resolve => {
    const socket = connect(Number(port), hostname);
    const tell = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', tell(true));
    socket.once('error', tell(false));
  });
}

/** Null if it has ended; what has ended but was not waited for counts as ended. */
function parentOf(pid: number): number | null {
  const stat = processStat(pid);
  return stat === null || stat.state === 'Z' ? null : stat.parent;
}

/** Empty if it has ended. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}
