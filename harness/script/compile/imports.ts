import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import type { OnResolveResult, PartialMessage, Plugin } from 'esbuild';
import { SUPPORTED_MODULES } from './k6-surface.ts';

const K6_RUNS_IT = 'k6 itself runs scripts that need it: write one plain module for it with `headroom bundle`';

/** What an import of a script resolves to here. */
export interface ImportRules {
  readonly resolveRemote: (url: string) => string | null;
  /** Local files that stand in for remote ones, as they are found. */
  readonly standIns: Set<string>;
  /** Leaves out every import that is an error, to find what else is wrong. */
  readonly lenient: boolean;
}

/** Resolves the imports that are not files of the user, and refuses those that no drill can run. */
export function importPlugin(rules: ImportRules): Plugin {
  const refuse = (text: string, hint: string): OnResolveResult =>
    rules.lenient
      ? { path: `refused:${text}`, external: true }
      : { errors: [{ text, detail: hint } satisfies PartialMessage] };
  return {
    name: 'script-imports',
    setup(build) {
      build.onResolve({ filter: /^k6(\/|$)/ }, ({ path }) =>
        SUPPORTED_MODULES.includes(path)
          ? { path, external: true, sideEffects: false }
          : refuse(`the module ${path} is not supported here (supported: ${SUPPORTED_MODULES.join(', ')})`, K6_RUNS_IT),
      );
      build.onResolve({ filter: /^https?:\/\// }, ({ path }) => {
        const file = rules.resolveRemote(path);
        if (file === null || !existsSync(file)) {
          return refuse(
            `the remote module ${path} has no stand-in here`,
            `save a copy beside the script and import that; ${K6_RUNS_IT}`,
          );
        }
        rules.standIns.add(file);
        return { path: file };
      });
      build.onResolve({ filter: /^(node:|[a-z_]+(\/[a-z_]+)*$)/ }, ({ path }) =>
        path.startsWith('node:') || builtinModules.includes(path)
          ? refuse(
              `${path} is a module of Node, and scripts run without Node's modules, as in k6`,
              'use what k6 offers, such as open() for files',
            )
          : undefined,
      );
    },
  };
}

/** Rewords esbuild's own messages where they would mislead. */
export function reword(text: string): { message: string; hint?: string } {
  if (text.startsWith('Top-level await')) {
    return {
      message: 'await outside of functions does not work here',
      hint: 'put it into setup() or another async function',
    };
  }
  const missing = /^Could not resolve "(.*)"$/.exec(text);
  if (missing === null) return { message: text };
  const path = missing[1] as string;
  return path.startsWith('.') || path.startsWith('/')
    ? { message: `there is no file ${path}` }
    : { message: `the module ${path} is not installed`, hint: `install it beside the script with npm; ${K6_RUNS_IT}` };
}
