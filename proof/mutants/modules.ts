import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { transformSync } from 'esbuild';
import { instrument, SWITCH } from './instrument.ts';
import type { Switch } from './switch.ts';

/** What a module exports, by name. */
type Exports = Record<string, unknown>;
type Module = { exports: Exports };
type Evaluate = (
  module: Module,
  exports: Exports,
  require: (specifier: string) => unknown,
  meta: { url: string; dirname: string; filename: string },
  mutants: Switch,
) => void;

interface Compiled {
  readonly evaluate: Evaluate;
  readonly require: NodeJS.Require;
  readonly meta: { url: string; dirname: string; filename: string };
}

/**
 * The tree's modules, compiled once with their mutants and evaluated as often as one likes: a graph costs a few milliseconds, so
 * that each mutant is tried in fresh ones, what modules compute as they load included.
 */
export class Modules {
  readonly #root: string;
  readonly #firsts: ReadonlyMap<string, number>;
  readonly #stands: ReadonlyMap<string, unknown>;
  readonly #compiled = new Map<string, Compiled>();

  /**
   * @param firsts the number of the first mutant of each file that has some, by its path from the root
   * @param stands what stands for a package, by its name
   */
  constructor(root: string, firsts: ReadonlyMap<string, number>, stands: ReadonlyMap<string, unknown>) {
    this.#root = root;
    this.#firsts = firsts;
    this.#stands = stands;
  }

  /** Evaluates a file and what it imports, all anew. @throws whatever the modules throw */
  load(file: string, mutants: Switch): void {
    const modules = new Map<string, Module>();
    const evaluated = (path: string): Exports => {
      const known = modules.get(path);
      if (known !== undefined) return known.exports;
      const module: Module = { exports: {} };
      modules.set(path, module);
      const { evaluate, require, meta } = this.#compile(path);
      const required = (specifier: string): unknown => {
        if (specifier.startsWith('.')) return evaluated(join(meta.dirname, specifier));
        return this.#stands.get(specifier) ?? require(specifier);
      };
      evaluate(module, module.exports, required, meta, mutants);
      return module.exports;
    };
    evaluated(join(this.#root, file));
  }

  #compile(path: string): Compiled {
    let compiled = this.#compiled.get(path);
    if (compiled === undefined) {
      const meta = { url: pathToFileURL(path).href, dirname: dirname(path), filename: path };
      compiled = { evaluate: this.#evaluation(path), require: createRequire(path), meta };
      this.#compiled.set(path, compiled);
    }
    return compiled;
  }

  #evaluation(path: string): Evaluate {
    const source = readFileSync(path, 'utf8');
    if (path.endsWith('.json')) {
      return module => {
        module.exports = { default: JSON.parse(source) };
      };
    }
    const file = relative(this.#root, path).replaceAll(sep, '/');
    const first = this.#firsts.get(file);
    const { code } = transformSync(instrument(file, source, first ?? 0, first !== undefined).code, {
      format: 'cjs',
      platform: 'node',
      target: 'esnext',
      // What a module imports as it runs is of the same graph.
      supported: { 'dynamic-import': false },
      sourcefile: path,
      define: {
        'import.meta.url': '__meta.url',
        'import.meta.dirname': '__meta.dirname',
        'import.meta.filename': '__meta.filename',
      },
    });
    const wrapped = `(function (module, exports, require, __meta, ${SWITCH}) { 'use strict'; ${code}\n})`;
    return new Script(wrapped, {
      filename: path,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }).runInThisContext() as Evaluate;
  }
}
