import type { CompiledScript } from '../compile/compiled-script.ts';
import { isLanguageName, OWN_GLOBAL, scriptGlobal } from '../compile/global-names.ts';
import { DESCRIBE, GROUP } from './blocking.ts';
import { type Job, type JobQueue, running } from './job-queue.ts';
import { runtimeFunctions } from './runtime-functions.ts';
import type { ScriptHost } from './script-host.ts';
import { ScriptPromise } from './script-promise.ts';
import { finish, type ScriptFunction, TWIN } from './twin.ts';

/** The script's module state for one VU. */
export interface ScriptModule {
  /** What the main module exports. Functions are started with `VuCoroutine.start(module.exports.default, data, owner)`. */
  readonly exports: Readonly<Record<string, unknown>>;
  /** Code of this VU runs from now on: functions that VUs share find its top-level values. */
  enter(): void;
}

/** An exported function, for `VuCoroutine.start`; null if the script exports no function of that name. */
export function exportedFunction(module: ScriptModule, name: string): ScriptFunction | null {
  const value = Object.hasOwn(module.exports, name) ? module.exports[name] : undefined;
  return typeof value === 'function' ? (value as ScriptFunction) : null;
}

/** The top-level values of a VU that shared functions use. */
type Values = object;
/** Runs the init code of one VU and gives its exports. */
type Init = (...ownGlobals: unknown[]) => Record<string, unknown>;
type Share = (
  imports: Imports,
  globals: object,
  ...globalValues: unknown[]
) => [fresh: () => Values, load: (of: Values) => void, keep: (of: Values) => void, save: (of: Values) => void, Init];

/** What the VUs of one host share. Its variables have the values of one VU at a time. */
class SharedCode {
  readonly imports: Imports;
  readonly #load: (of: Values) => void;
  readonly #save: (of: Values) => void;
  readonly #keep: (of: Values) => void;
  readonly #fresh: () => Values;
  readonly #init: Init;
  #values: Values | null = null;

  constructor(share: Share, host: ScriptHost, globals: readonly string[]) {
    this.imports = new Imports(host);
    const values = globals.map(name => this.imports.global(name));
    [this.#fresh, this.#load, this.#keep, this.#save, this.#init] = share(this.imports, host.globals, ...values);
  }

  /** The values of this VU from now on. */
  enter(values: Values): void {
    if (values === this.#values) return;
    if (this.#values !== null) this.#save(this.#values);
    this.#load(values);
    this.#values = values;
  }

  /** Runs init code for a new VU. */
  instantiate(ownGlobals: readonly unknown[], drain: () => void): ScriptModule {
    const values = this.#fresh();
    this.enter(values);
    try {
      // Called by itself: as a method, init code would be named after its object in stacks.
      const init = this.#init;
      const exports = init(...ownGlobals);
      drain();
      return new VuModule(exports, this, values);
    } finally {
      this.#keep(values);
    }
  }
}

class VuModule implements ScriptModule {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly #code: SharedCode;
  readonly #values: Values;

  constructor(exports: Readonly<Record<string, unknown>>, code: SharedCode, values: Values) {
    this.exports = exports;
    this.#code = code;
    this.#values = values;
  }

  enter(): void {
    this.#code.enter(this.#values);
  }
}

const evaluated = new WeakMap<CompiledScript, EvaluatedScript>();

/** Runs the init code for a new VU, which is entered then. VUs of one host share functions. @throws whatever the init code throws */
export function instantiate(script: CompiledScript, host: ScriptHost): ScriptModule {
  let factory = evaluated.get(script);
  if (factory === undefined) evaluated.set(script, (factory = new EvaluatedScript(script)));
  return factory.instantiate(host);
}

/** A compiled script, evaluated once, with what its VUs share. */
class EvaluatedScript {
  readonly #script: CompiledScript;
  #share: Share | null = null;
  #shared = new WeakMap<ScriptHost, SharedCode>();

  constructor(script: CompiledScript) {
    this.#script = script;
  }

  instantiate(host: ScriptHost): ScriptModule {
    const shared = this.#sharedOf(host);
    const ownGlobals = this.#script.shape.ownGlobals.map(name => shared.imports.global(name));
    const outer = running.queue;
    const queue = new InitQueue();
    running.queue = queue;
    try {
      return shared.instantiate(ownGlobals, () => queue.drain());
    } finally {
      running.queue = outer;
    }
  }

  #sharedOf(host: ScriptHost): SharedCode {
    let shared = this.#shared.get(host);
    if (shared === undefined) {
      this.#share ??= this.#evaluate();
      this.#shared.set(host, (shared = new SharedCode(this.#share, host, this.#script.shape.globals)));
    }
    return shared;
  }

  #evaluate(): Share {
    // Every object of the harness would have what a script adds here, property descriptors among them. Adding throws at its line.
    Object.preventExtensions(Object.prototype);
    return (this.#script.evaluate() as (runtime: typeof runtimeFunctions) => Share)(runtimeFunctions);
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
    if (name === OWN_GLOBAL) return scriptGlobal(globals, ScriptPromise);
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
