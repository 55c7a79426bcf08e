import { Script } from 'node:vm';
import { DESCRIBE, GROUP } from './blocking.ts';
import type { ScriptHost, ScriptModule } from './compiled-script.ts';
import type { ModuleShape } from './emit-module.ts';
import { isLanguageName, scriptGlobal } from './global-names.ts';
import { type Job, type JobQueue, running } from './job-queue.ts';
import { runtimeFunctions } from './runtime-functions.ts';
import { ScriptPromise } from './script-promise.ts';
import { finish, TWIN } from './twin.ts';

/** Runs the init code of one VU and gives its exports. */
type Init = (...ownGlobals: unknown[]) => Record<string, unknown>;
type Share = (imports: Imports, globals: object, vu: RunningVu, ...globalValues: unknown[]) => Init;

/** What shared functions see of the VU that runs: its top-level values by name. */
interface RunningVu {
  top: object | null;
}

/** What the VUs of one host share. */
interface Shared {
  readonly init: Init;
  readonly imports: Imports;
  readonly vu: RunningVu;
}

class VuModule implements ScriptModule {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly #vu: RunningVu;
  readonly #top: object | null;

  constructor(exports: Readonly<Record<string, unknown>>, vu: RunningVu) {
    this.exports = exports;
    this.#vu = vu;
    this.#top = vu.top;
  }

  enter(): void {
    this.#vu.top = this.#top;
  }
}

/** Evaluates a compiled script once and makes its module state for each VU. */
export class ScriptFactory {
  #code: string;
  #url: string;
  #shape: ModuleShape;
  #share: Share | null = null;
  #shared = new WeakMap<ScriptHost, Shared>();

  constructor(code: string, url: string, shape: ModuleShape) {
    this.#code = code;
    this.#url = url;
    this.#shape = shape;
  }

  instantiate(host: ScriptHost): ScriptModule {
    // Called by itself: as a method, init code would be named after its object in stacks.
    const { init, imports, vu } = this.#sharedOf(host);
    const values = this.#shape.ownGlobals.map(name => imports.global(name));
    const outer = running.queue;
    const queue = new InitQueue();
    running.queue = queue;
    try {
      const exports = init(...values);
      queue.drain();
      return new VuModule(exports, vu);
    } finally {
      running.queue = outer;
    }
  }

  #sharedOf(host: ScriptHost): Shared {
    let shared = this.#shared.get(host);
    if (shared === undefined) {
      const share = (this.#share ??= this.#evaluate());
      const imports = new Imports(host);
      const vu: RunningVu = { top: null };
      const values = this.#shape.globals.map(name => imports.global(name));
      shared = { init: share(imports, host.globals, vu, ...values), imports, vu };
      this.#shared.set(host, shared);
    }
    return shared;
  }

  #evaluate(): Share {
    const script = new Script(this.#code, { filename: this.#url });
    return (script.runInThisContext() as (runtime: typeof runtimeFunctions) => Share)(runtimeFunctions);
  }
}

/** What the compiled script's prelude asks for. */
class Imports {
  #host: ScriptHost;

  constructor(host: ScriptHost) {
    this.#host = host;
  }

  module(name: string): Record<string, unknown> {
    const module = this.#host.modules.get(name);
    if (module === undefined) throw new Error(`the host has no module ${name}`);
    return module as Record<string, unknown>;
  }

  default(module: Record<string, unknown>): unknown {
    return 'default' in module ? module.default : module;
  }

  describe(module: string, member: string): unknown {
    const namespace = this.module(module);
    const fn = namespace[member] ?? (this.default(namespace) as Record<string, unknown>)[member];
    const describe = (fn as { [DESCRIBE]?: unknown } | undefined)?.[DESCRIBE];
    if (describe === undefined) throw new Error(`${member} of the host's ${module} was not made by blocking()`);
    return describe;
  }

  group(): unknown {
    return (this.#groupFunction() as { [TWIN]?: unknown })[TWIN];
  }

  hooks(): unknown {
    return (this.#groupFunction() as { [GROUP]?: unknown })[GROUP];
  }

  #groupFunction(): object {
    const { group } = this.module('k6');
    if (typeof group !== 'function' || !(GROUP in group))
      throw new Error('group of the host’s k6 was not made by grouping()');
    return group;
  }

  open(folder: string): unknown {
    const { open } = this.#host.globals as { open?: (path: unknown, mode: unknown, folder: string) => unknown };
    return typeof open === 'function' ? (path: unknown, mode: unknown) => open(path, mode, folder) : open;
  }

  /** `import.meta.resolve`. */
  resolve(url: string): (path: string) => string {
    return path => new URL(path, url).href;
  }

  global(name: string): unknown {
    const { globals, modules } = this.#host;
    if (Object.hasOwn(globals, name)) return globals[name];
    if (name === 'Promise') return ScriptPromise;
    if (name === 'globalThis') return scriptGlobal(globals, ScriptPromise);
    if (name === 'require') {
      return (path: string) => {
        if (!modules.has(path)) throw new Error(`there is no module ${path}`);
        return this.module(path);
      };
    }
    return isLanguageName(name) ? (globalThis as unknown as Record<string, unknown>)[name] : undefined;
  }
}

/** The event loop of init code: promises run once it is over, and nothing may wait. */
class InitQueue implements JobQueue {
  #jobs: Job[] = [];
  #rejections = new Map<object, unknown>();

  microtask(job: Job): void {
    this.#jobs.push(job);
  }

  drain(): void {
    for (let job = this.#jobs.shift(); job !== undefined; job = this.#jobs.shift()) {
      const steps = job.run();
      if (steps !== null) finish(steps);
    }
    for (const reason of this.#rejections.values()) throw reason;
  }

  rejected(promise: object, reason: unknown): void {
    this.#rejections.set(promise, reason);
  }

  handled(promise: object): void {
    this.#rejections.delete(promise);
  }

  native(): void {}

  refused(): void {}

  retain(): void {
    throw new Error('init code cannot wait: move this into a function');
  }

  settle(): void {}

  post(): void {}
}
