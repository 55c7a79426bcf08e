import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blocking, grouping } from '../runtime/blocking.ts';
import type { BlockingCall, Coroutine } from '../runtime/blocking-call.ts';
import { VuCoroutine } from '../runtime/coroutine.ts';
import { Drains } from '../runtime/job-queue.ts';
import type { ScriptHost } from '../runtime/script-host.ts';
import { instantiate, type ScriptModule } from '../runtime/script-module.ts';
import { type CompileOptions, compileBundle, compileScript } from './compile-script.ts';
import type { CompiledScript } from './compiled-script.ts';
import type { ImportMap } from './import-map.ts';
import { ScriptErrors } from './problems.ts';

const EMPTY_MAP = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });
const HTTP = ['get', 'head', 'post', 'put', 'patch', 'del', 'options', 'request', 'batch'];

/** Compiles one module without bundling it. */
export function compileText(code: string): CompiledScript {
  return compileBundle(
    'test.js',
    { code, map: EMPTY_MAP, folder: '/', isCommonJs: false, k6Modules: [] },
    new Map(),
    new Set(),
  );
}

/** Compiles the first of some files, written to a folder of their own. Places are then in `main.ts` and so on. */
export async function compileFiles(
  files: Record<string, string>,
  options: CompileOptions = {},
  imports: (folder: string) => ImportMap = () => ({}),
): Promise<CompiledScript> {
  const folder = await mkdtemp(join(tmpdir(), 'script-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return await compileScript(join(folder, Object.keys(files)[0] as string), { imports: imports(folder), ...options });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What is wrong with the first of some files, as `file:line:column message; hint` without folders. */
export async function problemsOf(files: Record<string, string>, options: CompileOptions = {}): Promise<string[]> {
  try {
    await compileFiles(files, options);
    return [];
  } catch (error) {
    if (!(error instanceof ScriptErrors)) throw error;
    return error.problems.map(({ file, line, column, message, hint }) => {
      const name = file.slice(file.lastIndexOf('/') + 1);
      return `${name}:${line}:${column} ${message}${hint === undefined ? '' : `; ${hint}`}`;
    });
  }
}

/** The VU of a host whose code runs. */
interface Running {
  vu: TestVu;
}

/** What a script did, in order; the last entry is how it ended. */
export class TestVu {
  readonly events: string[] = [];
  readonly vu: VuCoroutine;
  readonly drains = new Drains();
  readonly module: ScriptModule;
  error: unknown;
  #end = 'not ended';
  #due: (() => void)[] = [];
  #outcome: (count: number, args: unknown[]) => unknown;
  #calls = 0;
  #script: CompiledScript;
  #running: Running;
  #host: ScriptHost;

  /**
   * @param outcome what the n-th blocking call gives; an Error is thrown.
   * @param globals more global names.
   * @param sibling a VU to share the host with.
   */
  constructor(
    script: CompiledScript,
    outcome: (count: number, args: unknown[]) => unknown = (_, args) => args[0],
    globals: Record<string, unknown> = {},
    sibling?: TestVu,
  ) {
    this.#script = script;
    this.#outcome = outcome;
    this.#running = sibling === undefined ? { vu: this } : sibling.#running;
    this.#host = sibling === undefined ? hostOf(this.#running, globals) : sibling.#host;
    this.#running.vu = this;
    this.vu = new VuCoroutine(this, this.drains);
    this.module = instantiate(script, this.#host);
  }

  enter(): void {
    this.#running.vu = this;
    this.module.enter();
  }

  /** Another VU of the same script and host. */
  another(): TestVu {
    return new TestVu(this.#script, this.#outcome, {}, this);
  }

  get trace(): string[] {
    return [...this.events, this.#end];
  }

  note = (...values: unknown[]): void => {
    this.events.push(values.map(value => JSON.stringify(value) ?? 'undefined').join(' '));
  };

  /** Starts an exported function; blocking calls begin, and nothing more. */
  start(name = 'default'): this {
    this.vu.start(
      this.module.exports[name] as never,
      {},
      {
        returned: value => this.end('returned', value),
        threw: error => {
          this.error = error;
          this.end('threw', error);
        },
      },
    );
    return this;
  }

  /** Ends what is under way, first come first served. */
  step(): boolean {
    const next = this.#due.shift();
    next?.();
    return next !== undefined;
  }

  /** Runs an exported function to its end. */
  run(name = 'default'): string[] {
    this.start(name);
    while (this.step());
    return this.trace;
  }

  end(kind: string, value: unknown): void {
    this.#end = `${kind} ${value instanceof Error ? value.message : String(value)}`;
  }

  /** A timer: its callback is due like everything else. */
  setTimeout = (fn: () => void): void => {
    const background = { cancel: () => this.note('timer cancelled') };
    this.vu.retain(background);
    this.#due.push(() => this.vu.settle(background, fn, []));
  };

  describe(name: string, args: unknown[]): BlockingCall {
    return {
      begin: (vu: Coroutine) => {
        this.events.push(`${name}(${args.map(String).join()})`);
        const value = this.#outcome(this.#calls++, args);
        this.#due.push(() => (value instanceof Error ? vu.fail(value) : vu.resume(value)));
      },
      cancel: () => this.note('cancelled', name),
    };
  }
}

/** Modules that act for the VU that runs. */
function hostOf(running: Running, globals: Record<string, unknown>): ScriptHost {
  const block = (name: string) => blocking((...args: unknown[]) => running.vu.describe(name, args));
  const group = grouping({
    enter: (name: string) => {
      running.vu.note('enter', name);
      return name;
    },
    leave: (name: string) => running.vu.note('leave', name),
  });
  const check = (value: unknown, checks: Record<string, (value: unknown) => unknown>) =>
    Object.values(checks).every(each => each(value));
  const trace = (...values: unknown[]) => running.vu.note(...values);
  const setTimeout = (fn: () => void) => running.vu.setTimeout(fn);
  const modules = new Map<string, object>([
    ['k6', { sleep: block('sleep'), group, check, trace, setTimeout }],
    ['k6/http', Object.fromEntries(HTTP.map(name => [name, block(name)]))],
  ]);
  return { modules, globals };
}
