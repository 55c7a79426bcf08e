/** For tests of commands that are watched while they run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** `headroom` in a process of its own, and what it says. */
export class StartedHeadroom {
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | null>;
  #said = '';
  #onSaid: () => void = () => {};

  /** @param cwd where; the checkout unless said otherwise */
  constructor(args: readonly string[], cwd = process.cwd()) {
    const bin = join(import.meta.dirname, '../cli/headroom.js');
    const child = spawn(process.execPath, [bin, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.#said += chunk.toString();
        this.#onSaid();
      });
    }
    this.#exited = new Promise(resolve => {
      child.once('exit', code => {
        resolve(code);
        this.#onSaid();
      });
    });
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** All that it has written so far, on both streams. */
  get said(): string {
    return this.#said;
  }

  /** Waits until it has said something, and gives that. @throws Error if it ends without having said it */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.#said);
      if (found !== null) return found;
      if (this.#child.exitCode !== null) throw new Error(`headroom ended without ${pattern}: ${this.#said}`);
      await new Promise<void>(resolve => {
        this.#onSaid = resolve;
      });
    }
  }

  /** @returns its exit code */
  ended(): Promise<number | null> {
    return this.#exited;
  }

  /** Ctrl-C, or another signal. @returns its exit code */
  async interrupt(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    if (this.#child.exitCode === null) this.#child.kill(signal);
    return this.#exited;
  }
}
