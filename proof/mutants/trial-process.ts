/**
 * Tries mutants for `trials.ts`, its parent, one after another: each in graphs of modules of its own, with the tests that it is
 * told, until the first one fails.
 */
import fc from 'fast-check';
import * as vitest from 'vitest';
import { Modules } from './modules.ts';
import { Collector, SuiteRun, type Test } from './suite.ts';
import { OutOfSteps, Switch } from './switch.ts';
import {
  ALIVE,
  type CoverAnswer,
  type TestCover,
  type TestSelection,
  type TrialAnswer,
  type TrialRequest,
  type TrialSetUp,
  type TryAnswer,
  type TryRequest,
} from './trial.ts';

/** A test may take so many times the steps, and the time, that it takes without a mutant, and as many more. */
const TIMES = 3;
const MORE_STEPS = 100_000;
const MORE_MS = 2000;

/**
 * A test's time is what this process works, and what it waits: turns so far apart in which it works less than that. What the machine
 * does for others in between counts for nothing, so that no mutant is noticed by a busy machine.
 */
const TURN_MS = 20;
const WAITING_MS = 1;

/** How vitest prints what it compares with a snapshot. */
const AS_SNAPSHOT = { printBasicPrototype: false, printFunctionName: false, escapeRegex: true, maxLength: Infinity };

class OutOfTime extends Error {}

// The same examples for every mutant: whether it is noticed is no matter of luck. A first counterexample is enough.
fc.configureGlobal({ seed: 1, endOnFailure: true });
// Outside vitest's runner nobody else knows the path.
vitest.expect.setState({ testPath: '' });
// vitest's own matchers of snapshots need the runner too.
vitest.expect.extend({
  toMatchInlineSnapshot(received: unknown, snapshot: string) {
    return compared(this.utils.stringify(received, Infinity, AS_SNAPSHOT), snapshot);
  },
  toThrowErrorMatchingInlineSnapshot(received: () => unknown, snapshot: string) {
    try {
      received();
    } catch (error) {
      return compared(this.utils.stringify(error, Infinity, AS_SNAPSHOT), snapshot);
    }
    return { pass: false, message: () => 'it does not throw' };
  },
});

let trial: Trial | null = null;
let stray: (error: unknown) => void = () => {};
process.on('uncaughtException', error => stray(error));
process.on('unhandledRejection', error => stray(error));
process.on('disconnect', () => process.exit());
process.on('message', (message: TrialSetUp | TrialRequest) => {
  if (!('kind' in message)) trial = new Trial(message);
  else
    trial?.answer(message).then(
      answer => process.send?.(answer),
      error => process.send?.({ kind: 'broken', reason: String(error) } satisfies TrialAnswer),
    );
});

class Trial {
  readonly #mutants: number;
  readonly #modules: Modules;
  readonly #vitest: { -readonly [K in keyof Collector['functions']]?: unknown } & { expect: unknown };

  constructor({ root, firsts, mutants }: TrialSetUp) {
    this.#mutants = mutants;
    this.#vitest = { ...vitest };
    this.#modules = new Modules(root, new Map(firsts), new Map([['vitest', this.#vitest]]));
  }

  answer(request: TrialRequest): Promise<TrialAnswer> {
    return request.kind === 'cover' ? this.#cover(request.testFile) : this.#try(request);
  }

  async #cover(testFile: string): Promise<CoverAnswer> {
    const count = this.#load(testFile, new Switch(-1, this.#mutants)).length;
    const tests: TestCover[] = [];
    for (let number = 0; number < count; number++) {
      const mutants = new Switch(-1, this.#mutants);
      const test = this.#load(testFile, mutants)[number] as Test;
      mutants.steps = 0;
      const from = performance.now();
      const failure = await failureOf(
        [{ test, ms: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY }],
        mutants,
      );
      const { steps, reached } = mutants;
      const places: number[] = [];
      for (let place = reached.indexOf(1); place >= 0; place = reached.indexOf(1, place + 1)) places.push(place);
      tests.push({
        name: test.name,
        steps,
        ms: performance.now() - from,
        reached: places,
        failure: failure === null ? null : String(failure.error),
      });
    }
    return { kind: 'cover', tests };
  }

  async #try({ mutant, selections }: TryRequest): Promise<TryAnswer> {
    for (const selection of selections) {
      let failed = await this.#tryWith(mutant, selection);
      if (failed !== null && selection.timed) failed = await this.#tryWith(mutant, selection);
      if (failed !== null) return failed;
    }
    return { kind: 'try', by: null, endless: false };
  }

  async #tryWith(mutant: number, { testFile, tests }: TestSelection): Promise<TryAnswer | null> {
    const mutants = new Switch(mutant, this.#mutants);
    mutants.limit = MORE_STEPS;
    let all: readonly Test[];
    try {
      all = this.#load(testFile, mutants);
    } catch (error) {
      return { kind: 'try', by: testFile, endless: error instanceof OutOfSteps };
    }
    const limited = tests.map(({ number, steps, ms }) => ({ test: all[number] as Test, steps, ms }));
    const failure = await failureOf(limited, mutants);
    if (failure === null) return null;
    const endless = mutants.steps > mutants.limit || failure.error instanceof OutOfTime;
    // Whatever goes on in the background ends at its next step.
    mutants.limit = 0;
    return { kind: 'try', by: `${testFile}: ${failure.test}`, endless };
  }

  /** Loads a file of tests in a graph of its own. @throws whatever its modules throw */
  #load(testFile: string, mutants: Switch): readonly Test[] {
    const collector = new Collector();
    Object.assign(this.#vitest, collector.functions);
    this.#modules.load(testFile, mutants);
    return collector.tests;
  }
}

/** Indentation, which vitest takes from the file, is left out. */
function compared(made: string, snapshot: string): { pass: boolean; message: () => string } {
  return { pass: unindented(made) === unindented(snapshot), message: () => `not the snapshot: ${made}` };
}

function unindented(text: string): string {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .join('\n');
}

/** A test and what it needs without a mutant. */
interface Limited {
  readonly test: Test;
  readonly steps: number;
  readonly ms: number;
}

/** Runs tests of one file until one fails. @returns which, and why; null if none does */
async function failureOf(tests: readonly Limited[], mutants: Switch): Promise<{ test: string; error: unknown } | null> {
  let name = '';
  let leftMs = MORE_MS;
  const late = Promise.withResolvers<never>();
  late.promise.catch(() => {});
  stray = late.reject;
  let before = process.cpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    const workedMs = (user + system) / 1000;
    leftMs -= workedMs < WAITING_MS ? TURN_MS : workedMs;
    if (leftMs < 0) late.reject(new OutOfTime());
  }, TURN_MS);
  const run = new SuiteRun();
  try {
    for (const { test, steps, ms } of tests) {
      process.send?.(ALIVE);
      name = test.name;
      mutants.steps = 0;
      mutants.limit = TIMES * steps + MORE_STEPS;
      leftMs = TIMES * ms + MORE_MS;
      before = process.cpuUsage();
      await Promise.race([run.run(test), late.promise]);
    }
    await Promise.race([run.end(), late.promise]);
    // A rejection that nobody handles is told one turn later.
    await Promise.race([new Promise(resolve => setImmediate(resolve)), late.promise]);
    return null;
  } catch (error) {
    await Promise.race([run.end().catch(() => {}), new Promise(resolve => setTimeout(resolve, 100))]);
    return { test: name, error };
  } finally {
    clearInterval(timer);
    stray = () => {};
  }
}
