type Body = () => unknown;

/** A test and the suites around it. */
export interface Test {
  /** With the names of its suites. */
  readonly name: string;
  readonly body: Body;
  /** The innermost last. */
  readonly suites: readonly Suite[];
}

/** What `describe` makes, or a whole file: the hooks around its tests. */
class Suite {
  readonly name: string;
  readonly beforeAll: Body[] = [];
  readonly afterAll: Body[] = [];
  readonly beforeEach: Body[] = [];
  readonly afterEach: Body[] = [];

  constructor(name: string) {
    this.name = name;
  }
}

/** Collects the tests of a file while it loads: what a file imports from vitest, but for `expect`. */
export class Collector {
  readonly tests: Test[] = [];
  #suites: readonly Suite[] = [new Suite('')];

  /** `describe`, `test` and the hooks, to be called by the file. */
  readonly functions = {
    describe: variants((name, body) => this.#describe(name, body)),
    test: variants((name, body) => this.#test(name, body)),
    it: variants((name, body) => this.#test(name, body)),
    beforeAll: (body: Body) => this.#innermost.beforeAll.push(body),
    afterAll: (body: Body) => this.#innermost.afterAll.push(body),
    beforeEach: (body: Body) => this.#innermost.beforeEach.push(body),
    afterEach: (body: Body) => this.#innermost.afterEach.push(body),
  };

  get #innermost(): Suite {
    return this.#suites.at(-1) as Suite;
  }

  #describe(name: string, body: Body): void {
    const around = this.#suites;
    this.#suites = [...around, new Suite(name)];
    body();
    this.#suites = around;
  }

  #test(name: string, body: Body): void {
    const names = [...this.#suites.slice(1).map(suite => suite.name), name];
    this.tests.push({ name: names.join(' > '), body, suites: this.#suites });
  }
}

/** Runs some tests of one file in their order, each between its hooks, and gives what each threw. */
export class SuiteRun {
  readonly #begun = new Set<Suite>();
  readonly #cleanups = new Map<Suite, Body[]>();

  /** @throws what the test or a hook throws, once all hooks after it have run */
  async run(test: Test): Promise<void> {
    for (const suite of test.suites) {
      if (this.#begun.has(suite)) continue;
      this.#begun.add(suite);
      this.#cleanups.set(suite, await begun(suite.beforeAll));
    }
    const after: Body[] = [];
    let failure: { error: unknown } | null = null;
    try {
      for (const suite of test.suites) after.push(...(await begun(suite.beforeEach)));
      await test.body();
    } catch (error) {
      failure = { error };
    }
    for (const suite of test.suites.toReversed()) after.push(...suite.afterEach);
    for (const body of after) failure = (await ended(body)) ?? failure;
    if (failure !== null) throw failure.error;
  }

  /** Runs what is due after all tests. @throws what one of them throws, once all have run */
  async end(): Promise<void> {
    let failure: { error: unknown } | null = null;
    for (const suite of [...this.#begun].toReversed()) {
      for (const body of [...(this.#cleanups.get(suite) ?? []), ...suite.afterAll])
        failure = (await ended(body)) ?? failure;
    }
    if (failure !== null) throw failure.error;
  }
}

/** Runs hooks of a beginning; those that give a function want it run at the end. */
async function begun(hooks: readonly Body[]): Promise<Body[]> {
  const ends: Body[] = [];
  for (const hook of hooks) {
    const end = await hook();
    if (typeof end === 'function') ends.push(end as Body);
  }
  return ends;
}

async function ended(body: Body): Promise<{ error: unknown } | null> {
  try {
    await body();
    return null;
  } catch (error) {
    return { error };
  }
}

type Declare = (name: string, body: Body) => void;

/** A function that declares, with vitest's variants of it: `each`, `skip`, `skipIf`. */
function variants(declare: Declare) {
  const each =
    (rows: readonly unknown[]) =>
    (name: string, body: (...values: unknown[]) => unknown): void => {
      for (const [index, row] of rows.entries()) {
        const values = Array.isArray(row) ? row : [row];
        declare(`${name} [${index}]`, () => body(...values));
      }
    };
  const skip = (): void => {};
  return Object.assign(declare, { each, skip, skipIf: (condition: unknown) => (condition ? skip : declare) });
}
