import { type ChildProcess, fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { thisMoment } from '../../../mock-service/time/system-clock.ts';
import { type Memory, memoryFlags } from './memory.ts';
import type { Downward, Upward } from './parent.ts';
import { lookAt } from './process-stat.ts';
import type { Patience, Stuck } from './silence.ts';
import { Watchdog } from './watchdog.ts';

/** How long a child may take to end after its channel is closed, before it is killed. */
const GRACE_MS = 1000;

const WORKS_MS = 5000;
const WAITS_MS = 60_000;
const UNSEEN_MS = 30_000;
/** For how long a child may be silent, which says twice a second that it is there, before it is taken to be stuck. */
export const PATIENCE: Patience = { works: WORKS_MS, waits: WAITS_MS, silent: UNSEEN_MS };

/** The same of one that load depends on, from its beginning on: in real time one that neither works nor speaks was stopped. */
const LIVE_WAITS_MS = 10_000;
const LIVE_PATIENCE: Patience = { ...PATIENCE, waits: LIVE_WAITS_MS };

/** How a child process ended. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to stderr. */
  readonly stderr: string;
}

/** A process that did not get ready: it ended, or it is stuck and still there. */
export class LostChild extends Error {
  override readonly name = 'LostChild';
  readonly child: Child;
  readonly lost: ChildExit | Stuck;

  constructor(message: string, child: Child, lost: ChildExit | Stuck) {
    super(message);
    this.child = child;
    this.lost = lost;
  }
}

/** A process of a drill, started by its parent and ended with it. */
export class Child {
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  /** Fulfilled if it ends without having been asked to. */
  readonly crashed: Promise<ChildExit>;
  readonly #process: ChildProcess;
  #watchdog: Watchdog;
  /** Looks whether it speaks in time, where that is asked for. */
  #promptness: Watchdog | null = null;
  /** Told by the process itself, which knows it better than a parent that was busy. */
  #onStill: ((stillMs: number) => void) | null = null;
  #heardAt = performance.now();
  #stderr = '';
  #stopping = false;
  onMessage: ((message: unknown) => void) | null = null;
  /** Told whenever it can open no file or socket. */
  onNoFiles: (() => void) | null = null;
  /** Told when it is stuck; it is left as it is. */
  onStuck: ((stuck: Stuck) => void) | null = null;

  private constructor(process: ChildProcess) {
    this.#process = process;
    this.pid = process.pid as number;
    process.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-20_000);
    });
    this.#watchdog = this.#watch(PATIENCE);
    process.on('message', () => {
      this.#heardAt = performance.now();
      this.#watchdog.heard();
      this.#promptness?.heard();
    });
    const exited = Promise.withResolvers<ChildExit>();
    const crashed = Promise.withResolvers<ChildExit>();
    this.exited = exited.promise;
    this.crashed = crashed.promise;
    process.once('exit', (code, signal) => {
      this.#closeWatchdogs();
      const exit = { code, signal, stderr: this.#stderr };
      if (!this.#stopping) crashed.resolve(exit);
      exited.resolve(exit);
    });
  }

  /**
   * Starts `file` in a process of its own and waits until it is ready.
   * @param init what it begins with; a promise lets it load while that is not known yet
   * @param memory what it may keep
   * @returns the child and what it gave as ready
   * @throws Error with the child's own words if it fails to start; LostChild if it ends or is stuck
   */
  static async start<Ready>(
    file: string | URL,
    init: unknown,
    memory: Memory = {},
  ): Promise<{ child: Child; ready: Ready }> {
    const path = typeof file === 'string' ? file : fileURLToPath(file);
    // --inspect-port=0: SIGUSR1 then opens a debugger on any free port of loopback.
    const execArgv = ['--inspect-port=127.0.0.1:0', ...memoryFlags(memory)];
    const started = fork(path, [], {
      execArgv,
      // In a group of its own: Ctrl-C in a terminal, and the terminal's end, are the parent's to handle.
      detached: true,
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache() },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const child = new Child(started);
    const ready = await new Promise<Ready>((resolve, reject) => {
      started.on('message', (message: Upward) => {
        if ('ready' in message) resolve(message.ready as Ready);
        else if ('failed' in message) reject(Object.assign(new Error(message.failed), message.system));
        else if ('message' in message) child.onMessage?.(message.message);
        else {
          child.#onStill?.(message.stillMs);
          if (message.noFiles) child.onNoFiles?.();
        }
      });
      started.once('error', reject);
      void child.exited.then(exit => {
        const how = exit.signal ?? `exit ${exit.code}`;
        reject(new LostChild(`${path} ended before it was ready (${how}): ${exit.stderr}`, child, exit));
      });
      child.onStuck = stuck => reject(new LostChild(`${path} was stuck before it was ready`, child, stuck));
      Promise.resolve(init).then(known => started.send({ init: known, now: thisMoment() } satisfies Downward), reject);
    }).catch(async error => {
      // What is lost may be looked into.
      if (!(error instanceof LostChild)) await child.stop();
      throw error;
    });
    child.onStuck = null;
    return { child, ready };
  }

  /**
   * Opens the process's debugger, also while it is in an endless loop.
   * @param enough ends the wait
   * @returns its WebSocket address, or null if it has not answered by then
   */
  async debuggerUrl(enough: AbortSignal): Promise<string | null> {
    const { stderr } = this.#process;
    if (stderr === null) return null;
    return new Promise(resolve => {
      enough.addEventListener('abort', () => resolve(null));
      stderr.on('data', () => {
        const url = /Debugger listening on (ws:\S+)/.exec(this.#stderr)?.[1];
        if (url !== undefined) resolve(url);
      });
      this.#process.kill('SIGUSR1');
    });
  }

  /**
   * From now on tells once if it is silent for so long, whatever keeps it from speaking: in real time that is a fault. One that stays so
   * is told as stuck soon after.
   * @param onSilent told how long ago it last spoke, ms
   */
  mustSpeakWithin(patienceMs: number, onSilent: (silentMs: number) => void): void {
    this.#promptness?.close();
    this.#watchdog.close();
    this.#watchdog = this.#watch(LIVE_PATIENCE);
    this.#watchdog.heard();
    let isTold = false;
    const tell = (silentMs: number): void => {
      if (!isTold) onSilent(silentMs);
      isTold = true;
    };
    this.#onStill = stillMs => {
      if (stillMs > patienceMs) tell(stillMs);
    };
    const patience = { works: Infinity, waits: Infinity, silent: patienceMs };
    this.#promptness = new Watchdog(
      () => null,
      patience,
      () => tell(performance.now() - this.#heardAt),
    );
  }

  /** Does nothing once the process has ended. */
  send(command: unknown): void {
    if (this.#process.connected) this.#process.send({ command } satisfies Downward, () => {});
  }

  /** Ends it: closes the channel, waits a little, then kills. */
  async stop(): Promise<ChildExit> {
    this.#stopping = true;
    this.#closeWatchdogs();
    if (this.#process.connected) this.#process.disconnect();
    const kill = setTimeout(() => this.#process.kill('SIGKILL'), GRACE_MS);
    const exit = await this.exited;
    clearTimeout(kill);
    return exit;
  }

  /** Kills it at once. */
  async kill(): Promise<ChildExit> {
    this.#stopping = true;
    this.#closeWatchdogs();
    this.#process.kill('SIGKILL');
    return this.exited;
  }

  #watch(patience: Patience): Watchdog {
    return new Watchdog(
      () => lookAt(this.pid),
      patience,
      stuck => this.onStuck?.(stuck),
    );
  }

  #closeWatchdogs(): void {
    this.#watchdog.close();
    this.#promptness?.close();
  }
}

/** Compiled once, loaded by all that come after: the folder in which Node keeps a folder for each of its versions. */
function compileCache(): string | undefined {
  const ofVersion = getCompileCacheDir();
  return ofVersion && dirname(ofVersion);
}
