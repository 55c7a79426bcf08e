import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { Script } from 'node:vm';
import { absoluteUrls } from './absolute-urls.ts';
import { type Bundle, bundleScript, displayName } from './bundle.ts';
import { BundleMap } from './bundle-map.ts';
import { commonJsExports } from './commonjs-exports.ts';
import type { CompiledScript } from './compiled-script.ts';
import { emissionOf, emitModule } from './emit-module.ts';
import type { ImportMap } from './import-map.ts';
import type { ImportRules } from './imports.ts';
import type { DrillKind } from './k6-surface.ts';
import { Marking } from './marking.ts';
import { OptionPlaces } from './option-places.ts';
import { ScriptErrors } from './problems.ts';
import { ScriptProgram } from './program.ts';
import { Refusals } from './refusals.ts';
import { ScriptStack } from './script-stack.ts';
import { parseBundle } from './syntax.ts';

export interface CompileOptions {
  /**
   * The exported names of each supported k6 module, to refuse unknown imports and `http.nosuch()` with their place. A module that is not
   * listed is not checked.
   */
  readonly members?: ReadonlyMap<string, ReadonlySet<string>>;
  /** The local file that stands in for a remote import (`https://jslib.k6.io/…`), or null if there is none. */
  readonly resolveRemote?: (url: string) => string | null;
  /** What imports mean other files. */
  readonly imports?: ImportMap;
  /** What it is compiled for: the modules that are there depend on it. Virtual if nothing is said. */
  readonly drill?: DrillKind;
}

const NO_MEMBERS: ReadonlyMap<string, ReadonlySet<string>> = new Map();

/**
 * Reads, bundles and compiles a k6 script (TypeScript or JavaScript), in these steps: `bundle.ts` makes one module of it and `program.ts`
 * reads that; `marking.ts` finds the functions that may block and `refusals.ts` what cannot be compiled; `emission.ts` and the
 * `emit-*.ts` write each marked function as a plain form and a twin (`twin.ts`), a generator that yields its blocking calls to the VU's
 * coroutine; `sharing.ts` finds what VUs have in common;
 * `runtime/script-module.ts` evaluates the result once, and runs the rest for each VU.
 * @throws ScriptErrors with everything that is wrong with it.
 */
export async function compileScript(path: string, options: CompileOptions = {}): Promise<CompiledScript> {
  const { members = NO_MEMBERS, resolveRemote = () => null, imports = {}, drill = 'virtual' } = options;
  const rules: ImportRules = { resolveRemote, imports, drill, standIns: new Set(), lenient: false };
  let bundle: Bundle;
  try {
    bundle = await bundleScript(path, rules);
  } catch (error) {
    throw error instanceof ScriptErrors
      ? await withOtherProblems(error, path, { ...rules, lenient: true }, members)
      : error;
  }
  return compileBundle(path, bundle, members, rules.standIns);
}

/**
 * Compiles what is one module already.
 * @param standIns files that are not the user's.
 * @throws ScriptErrors
 */
export function compileBundle(
  path: string,
  bundle: Bundle,
  members: ReadonlyMap<string, ReadonlySet<string>>,
  standIns: ReadonlySet<string>,
): CompiledScript {
  const pass = analyse(bundle, members);
  if (pass.problems.length > 0) throw new ScriptErrors(pass.problems);
  return generate(path, bundle, pass, standIns);
}

interface Pass {
  readonly program: ScriptProgram;
  readonly marking: Marking;
  readonly map: BundleMap;
  readonly problems: Refusals['problems'];
}

function analyse({ code, map, folder, k6Modules }: Bundle, members: ReadonlyMap<string, ReadonlySet<string>>): Pass {
  const bundleMap = new BundleMap(code, map, folder);
  const program = new ScriptProgram(code, parseBundle(code));
  const marking = new Marking(program, k6Modules);
  const { problems } = new Refusals(program, marking, bundleMap, members);
  return { program, marking, map: bundleMap, problems };
}

/** Looks past imports that are errors for what else is wrong, so that everything is reported at once. */
async function withOtherProblems(
  error: ScriptErrors,
  path: string,
  rules: ImportRules,
  members: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<ScriptErrors> {
  try {
    return new ScriptErrors([...error.problems, ...analyse(await bundleScript(path, rules), members).problems]);
  } catch {
    return error;
  }
}

function generate(
  path: string,
  bundle: Bundle,
  { program, marking, map }: Pass,
  standIns: ReadonlySet<string>,
): CompiledScript {
  const fingerprint = createHash('sha256').update(bundle.code).digest('hex').slice(0, 16);
  const emission = emissionOf(program, marking, map);
  const { writer, shape } = emitModule(emission);
  const { code, map: sourceMap } = writer;
  // Without what V8's stack traces or their readers would trip over.
  const url = `headroom:${basename(path).replace(/[^\w.-]/g, '_')}?${fingerprint}`;
  const show = (file: string) => (standIns.has(file) ? null : displayName(file));
  const renamed = originalNames(program, map);
  const nameOf = (name: string) => {
    const own = emission.names.original(name);
    return own === shape.nameless ? 'default' : (renamed.get(own) ?? own);
  };
  const stack = new ScriptStack(url, sourceMap, show, nameOf);
  return {
    path,
    url,
    code,
    evaluate: () => new Script(code, { filename: url }).runInThisContext(),
    map: sourceMap,
    fingerprint,
    imports: bundle.k6Modules,
    usesPromises: usesPromises(program, marking),
    exports: bundle.isCommonJs ? commonJsExports(program, basename(path)) : shape.exports,
    shape,
    locate: (line, column) => stack.locate(line, column),
    absoluteUrls: absoluteUrls(program, marking, map),
    optionPlace: option => new OptionPlaces(program, map).place(option),
    stack: error => stack.frames(error),
  };
}

/** The user's names of functions that esbuild had to rename, since several files use the same. */
function originalNames(program: ScriptProgram, map: BundleMap): Map<string, string> {
  const names = new Map<string, string>();
  for (const { node, binding } of program.fns.values()) {
    const id = node.id ?? binding?.references[0]?.node;
    const origin = id ? map.origin(id.start) : null;
    if (id && origin?.name) names.set(id.name, origin.name);
  }
  return names;
}

function usesPromises(program: ScriptProgram, marking: Marking): boolean {
  for (const fn of program.fns.values()) if (fn.node.async) return true;
  for (const { node, binding } of program.references.values()) {
    if (binding === null && node.name === 'Promise') return true;
    const value = marking.value(node);
    if (value.is === 'member' && value.member === 'asyncRequest') return true;
  }
  return program.members.some(
    ({ node }) => node.property.type === 'Identifier' && node.property.name === 'asyncRequest',
  );
}
