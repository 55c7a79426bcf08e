import { Script } from 'node:vm';
import { DESCRIBE, GROUP } from './blocking.ts';
import type { ScriptHost, ScriptModule } from './compiled-script.ts';
import type { ModuleShape } from './emit-module.ts';
import { isLanguageName, scriptGlobal } from './global-names.ts';
import { type Job, type JobQueue, running } from './job-queue.ts';
import { runtimeFunctions } from './runtime-functions.ts';
import { ScriptPromise } from './script-promise.ts';
import { finish, TWIN } from './twin.ts';

type Instance = (host: Imports, ...globals: unknown[]) => Record<string, unknown>;

/** Evaluates a compiled script once and makes its module state for each VU. */
export class ScriptFactory {
  #code: string;
  #url: string;
  #shape: ModuleShape;
  #instance: Instance | null = null;

  constructor(code: string, url: string, shape: ModuleShape) {
    this.#code = code;
    this.#url = url;
    this.#shape = shape;
  }

  instantiate(host: ScriptHost): ScriptModule {
    // Called by itself: as a method, init code would be named after this class in stacks.
    const instance = (this.#instance ??= this.#evaluate());
    const imports = new Imports(host);
    const values = this.#shape.globals.map(name => imports.global(name));
    const outer = running.queue;
    const queue = new InitQueue();
    running.queue = queue;
    try {
      const exports = instance(imports, host.globals, ...values);
      queue.drain();
      return { exports };
    } finally {
      running.queue = outer;
    }
  }

  #evaluate(): Instance {
    const script = new Script(this.#code, { filename: this.#url });
    return (script.runInThisContext() as (runtime: typeof runtimeFunctions) => Instance)(runtimeFunctions);
  }
}

/** What the compiled script's prelude asks for. */
class Imports {
  #host: ScriptHost;
  #global: object | null = null;

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
    if (name === 'globalThis') return (this.#global ??= scriptGlobal(globals, ScriptPromise));
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
