import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { OnResolveResult, PartialMessage, Plugin, PluginBuild } from 'esbuild';
import { type ImportMap, mappedImport } from './import-map.ts';
import { type DrillKind, LIVE_MODULES, REFUSED_MODULES, SUPPORTED_MODULES, whyLiveAlone } from './k6-surface.ts';

const K6_RUNS_IT = 'k6 itself runs scripts that need it: write one plain module for it with `headroom bundle`';

/** What scripts import of Headroom itself: the same files whether it is installed beside the script, elsewhere or a checkout. */
const OWN_LIB = /^headroom-failover\/lib\/([a-z0-9-]+)$/;
const OWN_LIB_FOLDER = new URL('../../../scenarios/lib/', import.meta.url);

/** Resolves `headroom-failover/lib/load` to the file of the Headroom that runs the script. */
export function ownLibPlugin(): Plugin {
  return {
    name: 'headroom-lib',
    setup(build) {
      build.onResolve({ filter: OWN_LIB }, ({ path }) => {
        const name = OWN_LIB.exec(path)?.[1] as string;
        const file = fileURLToPath(new URL(`${name}.ts`, OWN_LIB_FOLDER));
        return existsSync(file) ? { path: file } : undefined;
      });
    },
  };
}

/** What an import of a script resolves to here. */
export interface ImportRules {
  readonly resolveRemote: (url: string) => string | null;
  /** Beats everything else. */
  readonly imports: ImportMap;
  /** Local files that stand in for remote ones, as they are found. */
  readonly standIns: Set<string>;
  readonly drill: DrillKind;
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
      build.onResolve({ filter: /./ }, ({ path }) => {
        const file = mappedImport(rules.imports, path);
        return file === undefined ? undefined : { path: file };
      });
      build.onResolve({ filter: /^k6(\/|$)/ }, ({ path }) => {
        const isLive = LIVE_MODULES.includes(path);
        if (isLive && rules.drill !== 'live')
          return refuse(
            `the module ${path} works in live drills alone: ${whyLiveAlone(path, rules.drill)}`,
            K6_RUNS_IT,
          );
        if (isLive || SUPPORTED_MODULES.includes(path)) return { path, external: true, sideEffects: false };
        const why = REFUSED_MODULES.find(([pattern]) => pattern.test(path))?.[1];
        return why === undefined
          ? refuse(`k6 has no module ${path}`, `there are ${[...SUPPORTED_MODULES, ...LIVE_MODULES].join(', ')}`)
          : refuse(notSupported(path, why), K6_RUNS_IT);
      });
      build.onResolve({ filter: /^https?:\/\// }, ({ path }) => {
        const file = rules.resolveRemote(path);
        if (file === null || !existsSync(file)) {
          return refuse(
            `the remote module ${path} has no stand-in here`,
            `save a copy beside the script and import that, or name it in an --import-map; ${K6_RUNS_IT}`,
          );
        }
        rules.standIns.add(file);
        return { path: file };
      });
      resolveFiles(build);
      build.onResolve({ filter: /^(node:|[a-z_]+(\/[a-z_]+)*$)/ }, ({ path, kind }) =>
        kind !== 'require-call' && isNodes(path)
          ? refuse(nodesText(path), 'use what k6 offers, such as open() for files')
          : undefined,
      );
    },
  };
}

function notSupported(module: string, why: string): string {
  return `the module ${module} is not supported here: ${why} (supported: ${SUPPORTED_MODULES.join(', ')})`;
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

/** For a script that goes to k6 as one module: k6's modules and remote ones stay what they are. */
export function portablePlugin(): Plugin {
  return { name: 'script-files', setup: resolveFiles };
}

const RESOLVED = Symbol('resolved');
const MISSING = 'missing-module';

/**
 * Files are CommonJS or not by what is written in them, as in k6, whatever a package.json beside them says; and a module that code
 * may `require` but that is not there is an exception when that is reached: libraries do so in branches for Node.
 */
function resolveFiles(build: PluginBuild): void {
  build.onResolve({ filter: /./ }, async ({ path, kind, importer, resolveDir, namespace, pluginData }) => {
    if (pluginData === RESOLVED || namespace === MISSING || /^(k6(\/|$)|https?:)/.test(path)) return undefined;
    const isRequired = kind === 'require-call';
    if (isRequired && isNodes(path)) return { path: nodesText(path), namespace: MISSING };
    const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: RESOLVED });
    if (found.errors.length > 0)
      return isRequired ? { path: `the module ${path} is not installed`, namespace: MISSING } : undefined;
    if (found.external || found.namespace !== 'file' || !/\.[jt]s$/.test(found.path)) return undefined;
    return { path: found.path, sideEffects: found.sideEffects };
  });
  build.onLoad({ filter: /./, namespace: MISSING }, ({ path }) => ({
    contents: `throw new Error(${JSON.stringify(path)});`,
    loader: 'js',
  }));
}

function isNodes(path: string): boolean {
  return path.startsWith('node:') || builtinModules.includes(path);
}

function nodesText(path: string): string {
  return `${path} is a module of Node, and scripts run without Node's modules, as in k6`;
}
