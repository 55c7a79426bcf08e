import { type ChildProcess, fork } from 'node:child_process';
import { lookAt } from '../../harness/site/processes/process-stat.ts';
import { Watchdog } from '../../harness/site/processes/watchdog.ts';
import {
  ALIVE,
  type TestCover,
  type TestSelection,
  type TrialAnswer,
  type TrialRequest,
  type TrialSetUp,
  type TryAnswer,
} from './trial.ts';

/** A process that begins no test for so long is in a loop that counts no steps, in a package or a pattern. */
const PATIENCE = { works: 30_000, waits: 60_000, silent: 300_000 };

/** A mutant that fills the memory ends its process. */
const HEAP_MIB = 1024;

/** The process that tries mutants: one at a time, and a new one after one that had to be ended. */
export class Trials {
  readonly #setUp: TrialSetUp;
  #child: ChildProcess | null = null;
  #watchdog: Watchdog | null = null;

  constructor(setUp: TrialSetUp) {
    this.#setUp = setUp;
  }

  /** What the tests of a file do without a mutant. @throws if the process ends over it */
  async cover(testFile: string): Promise<readonly TestCover[]> {
    const answer = await this.#ask({ kind: 'cover', testFile });
    if (answer?.kind === 'cover') return answer.tests;
    throw new Error(`${testFile}: ${answer?.kind === 'broken' ? answer.reason : 'ends the process, or never ends'}`);
  }

  /** Whether tests notice a mutant. A process that ends over it, or does not answer, noticed it too. */
  async try(mutant: number, selections: readonly TestSelection[]): Promise<TryAnswer> {
    const answer = await this.#ask({ kind: 'try', mutant, selections });
    if (answer?.kind === 'try') return answer;
    return { kind: 'try', by: 'the process, which ended or fell silent', endless: true };
  }

  end(): void {
    this.#child?.kill('SIGKILL');
    this.#gone();
  }

  /** @returns null if the process ended, or had to be ended */
  #ask(request: TrialRequest): Promise<TrialAnswer | null> {
    const child = (this.#child ??= this.#start());
    const { promise, resolve } = Promise.withResolvers<TrialAnswer | null>();
    child.removeAllListeners();
    child.on('message', (message: TrialAnswer | typeof ALIVE) => {
      this.#watchdog?.heard();
      if (message !== ALIVE) resolve(message);
    });
    child.on('exit', () => {
      this.#gone();
      resolve(null);
    });
    this.#watchdog?.heard();
    child.send(request);
    return promise;
  }

  #start(): ChildProcess {
    const child = fork(new URL('trial-process.ts', import.meta.url), {
      cwd: this.#setUp.root,
      execArgv: ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${HEAP_MIB}`],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#watchdog = new Watchdog(
      () => lookAt(child.pid as number),
      PATIENCE,
      () => child.kill('SIGKILL'),
    );
    child.send(this.#setUp);
    return child;
  }

  #gone(): void {
    this.#watchdog?.close();
    this.#watchdog = null;
    this.#child = null;
  }
}
