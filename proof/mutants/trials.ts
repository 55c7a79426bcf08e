import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { TestCover, TestSelection, TrialAnswer, TrialRequest, TrialSetUp, TryAnswer } from './trial.ts';

/** A process that says nothing for so long is in a loop that counts no steps, in a package or a pattern. */
const SILENCE_MS = 120_000;

/** The process that tries mutants: one at a time, and a new one after one that had to be ended. */
export class Trials {
  readonly #setUp: TrialSetUp;
  #child: ChildProcess | null = null;

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
    this.#child = null;
  }

  /** @returns null if the process ended, or had to be ended */
  async #ask(request: TrialRequest): Promise<TrialAnswer | null> {
    const child = (this.#child ??= this.#start());
    const silence = new AbortController();
    const timer = setTimeout(() => child.kill('SIGKILL'), SILENCE_MS);
    child.send(request);
    try {
      const answer = once(child, 'message', { signal: silence.signal }).then(([message]) => message as TrialAnswer);
      const exit = once(child, 'exit', { signal: silence.signal }).then(() => null);
      const first = await Promise.race([answer, exit]);
      if (first === null) this.#child = null;
      return first;
    } finally {
      clearTimeout(timer);
      silence.abort();
    }
  }

  #start(): ChildProcess {
    const child = fork(new URL('trial-process.ts', import.meta.url), {
      cwd: this.#setUp.root,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.send(this.#setUp);
    return child;
  }
}
