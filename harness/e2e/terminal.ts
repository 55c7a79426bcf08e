/** For tests of what a terminal does to a command: `headroom` in one, with all its processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { descendants } from './process-tree.ts';

const BIN = join(import.meta.dirname, '../cli/headroom.js');

/** `headroom` in a terminal of its own, whose keys are pressed here: `script` of util-linux makes one. It says 0 columns. */
export class Terminal {
  readonly #script: ChildProcess;
  readonly #ended: Promise<number | null>;
  #shown = '';
  #onShown: () => void = () => {};

  /** @param cwd where */
  constructor(args: readonly string[], cwd: string) {
    const command = [process.execPath, BIN, ...args].map(quoted).join(' ');
    // exec: the shell's place in the terminal's group is headroom's then.
    this.#script = spawn('script', ['-qefc', `exec ${command}`, '/dev/null'], { cwd, stdio: 'pipe' });
    this.#script.stdout?.on('data', (chunk: Buffer) => {
      this.#shown += chunk.toString();
      this.#onShown();
    });
    this.#ended = new Promise(resolve => {
      this.#script.once('close', code => {
        resolve(code);
        this.#onShown();
      });
    });
  }

  get shown(): string {
    return this.#shown;
  }

  /** Of headroom itself. */
  get pid(): number {
    return descendants(this.#script.pid as number)[0]?.pid as number;
  }

  /** Waits until it has shown something, and gives that. @throws Error if the command ends without */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.#shown);
      if (found !== null) return found;
      if (this.#script.exitCode !== null) throw new Error(`headroom ended without ${pattern}: ${this.#shown}`);
      await new Promise<void>(resolve => {
        this.#onShown = resolve;
      });
    }
  }

  /** Ctrl-C: the terminal sends SIGINT to every process of its group. */
  pressCtrlC(): void {
    this.#script.stdin?.write('\x03');
  }

  /** Closes the terminal's window: SIGHUP for its group, and nothing can be written any more. */
  closeWindow(): void {
    this.#script.kill('SIGKILL');
  }

  /** @returns headroom's exit code */
  ended(): Promise<number | null> {
    return this.#ended;
  }
}

function quoted(arg: string): string {
  return `'${arg.replaceAll("'", "'\\''")}'`;
}
