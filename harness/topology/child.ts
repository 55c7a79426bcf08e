import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Downward, Upward } from './parent.ts';

/** How long a child may take to end after its channel is closed, before it is killed. */
const GRACE_MS = 1000;

/** How a child process ended. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to stderr. */
  readonly stderr: string;
}

/** A process of a drill, started by its parent and ended with it. */
export class Child {
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  readonly #process: ChildProcess;
  #stderr = '';
  #stopping = false;
  onMessage: ((message: unknown) => void) | null = null;
  /** Told when it ends without having been asked to. */
  onCrash: ((exit: ChildExit) => void) | null = null;

  private constructor(process: ChildProcess) {
    this.#process = process;
    this.pid = process.pid as number;
    process.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-20_000);
    });
    this.exited = new Promise(resolve => {
      process.once('exit', (code, signal) => {
        const exit = { code, signal, stderr: this.#stderr };
        if (!this.#stopping) this.onCrash?.(exit);
        resolve(exit);
      });
    });
  }

  /**
   * Starts `file` in a process of its own and waits until it is ready.
   * @param heapMb its heap limit
   * @returns the child and what it gave as ready
   * @throws Error with the child's own words if it fails to start
   */
  static async start<Ready>(
    file: string | URL,
    init: unknown,
    options: { heapMb?: number } = {},
  ): Promise<{ child: Child; ready: Ready }> {
    const path = typeof file === 'string' ? file : fileURLToPath(file);
    // --inspect-port=0: SIGUSR1 then opens a debugger on any free port of loopback.
    const execArgv = ['--inspect-port=127.0.0.1:0'];
    if (options.heapMb !== undefined) execArgv.push(`--max-old-space-size=${options.heapMb}`);
    const started = fork(path, [], {
      execArgv,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const child = new Child(started);
    const ready = await new Promise<Ready>((resolve, reject) => {
      started.on('message', (message: Upward) => {
        if ('ready' in message) resolve(message.ready as Ready);
        else if ('failed' in message) reject(new Error(message.failed));
        else child.onMessage?.(message.message);
      });
      started.once('error', reject);
      void child.exited.then(({ code, signal, stderr }) =>
        reject(new Error(`${path} ended before it was ready (${signal ?? `exit ${code}`}): ${stderr}`)),
      );
      started.send({ init } satisfies Downward);
    }).catch(async error => {
      await child.stop();
      throw error;
    });
    return { child, ready };
  }

  /**
   * Opens the process's debugger, also while it is in an endless loop.
   * @returns its WebSocket address, or null if it does not answer within a second.
   */
  async debuggerUrl(): Promise<string | null> {
    const { stderr } = this.#process;
    if (stderr === null) return null;
    return new Promise(resolve => {
      const timeout = setTimeout(() => resolve(null), 1000);
      stderr.on('data', () => {
        const url = /Debugger listening on (ws:\S+)/.exec(this.#stderr)?.[1];
        if (url === undefined) return;
        clearTimeout(timeout);
        resolve(url);
      });
      this.#process.kill('SIGUSR1');
    });
  }

  /** Does nothing once the process has ended. */
  send(command: unknown): void {
    if (this.#process.connected) this.#process.send({ command } satisfies Downward, () => {});
  }

  /** Ends it: closes the channel, waits a little, then kills. */
  async stop(): Promise<ChildExit> {
    this.#stopping = true;
    if (this.#process.connected) this.#process.disconnect();
    const kill = setTimeout(() => this.#process.kill('SIGKILL'), GRACE_MS);
    const exit = await this.exited;
    clearTimeout(kill);
    return exit;
  }

  /** Kills it at once. */
  async kill(): Promise<ChildExit> {
    this.#stopping = true;
    this.#process.kill('SIGKILL');
    return this.exited;
  }
}
