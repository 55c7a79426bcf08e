import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BundleMap } from './bundle-map.ts';
import { Emission, type Emitters } from './emission.ts';
import { callEmitters } from './emit-calls.ts';
import { classEmitters } from './emit-classes.ts';
import { functionEmitters } from './emit-functions.ts';
import { emitGroupReturn, groupEmitters } from './emit-groups.ts';
import { isGiven } from './global-names.ts';
import type { Marking } from './marking.ts';
import { plainPlace } from './place.ts';
import { emitLinks } from './plain-forms.ts';
import type { ScriptProgram } from './program.ts';
import { isConstant } from './scopes.ts';
import type { AnyNode } from './syntax.ts';

/** What the compiled script needs from the host, and what it offers. */
export interface ModuleShape {
  /** Global names that the script uses, in the order of the factory's parameters. */
  readonly globals: readonly string[];
  /** k6 modules that it imports. */
  readonly modules: readonly string[];
  readonly exports: readonly string[];
  /** The name that esbuild gave a nameless default export, or null. */
  readonly nameless: string | null;
}

/** A group is looked for first: its `var` may be an ordinary declaration otherwise. */
const EMITTERS: Emitters = {
  ...callEmitters,
  ...classEmitters,
  ...functionEmitters,
  ...groupEmitters,
  VariableDeclaration: (e, node, place) =>
    (groupEmitters.VariableDeclaration?.(e, node, place) || functionEmitters.VariableDeclaration?.(e, node, place)) ??
    false,
};

export function emissionOf(program: ScriptProgram, marking: Marking, map: BundleMap): Emission {
  return new Emission(program, marking, map, EMITTERS, emitGroupReturn);
}

/**
 * Writes the whole script as a function of the runtime's functions, which gives a function of one VU's host and globals, which runs the
 * init code and gives the exports:
 * `(function (runtime) { … return function (host, globals, Math, console) { … return { default: …, options }; }; })`.
 * The inner parts are written first, since only they know what the outer ones must declare; `script-module.ts` evaluates it.
 */
export function emitModule(e: Emission): ModuleShape {
  const { ast } = e.program;
  emitLinks(e, ast.body as AnyNode[]);
  e.emitBetween(ast.body as AnyNode[], afterHashbang(e.program.code), ast.end, plainPlace(null));
  const exports = exportList(e);
  e.write(`\nreturn ${exportObject(e, exports)};\n`);
  return {
    globals: freeNames(e),
    modules: moduleList(e),
    exports: exports.map(({ name }) => name),
    nameless: namelessDefault(e, exports),
  };
}

function afterHashbang(code: string): number {
  return code.startsWith('#!') ? code.indexOf('\n') : 0;
}

/** The text before the script's own code: it has no line breaks, so that it shifts no line. */
export function modulePrelude(e: Emission, shape: ModuleShape): string {
  const { names } = e;
  const runtime = names.fixed('runtime');
  const helpers = [...names.helpers].map(name => `${name}: ${names.helper(name)}`);
  const host = names.fixed('host');
  const parameters = [host, names.fixed('globals'), ...shape.globals].join(', ');
  const outer = `(function (${runtime}) { "use strict"; const { ${helpers.join(', ')} } = ${runtime}; `;
  return `${outer}return function (${parameters}) { ${imports(e, shape, host)}`;
}

export const MODULE_END = '}; })';

/** Declares the imported names and what calls of blocking functions use. */
function imports(e: Emission, shape: ModuleShape, host: string): string {
  const { names } = e;
  const parts: string[] = [];
  const namespace = new Map(shape.modules.map((module, index) => [module, names.fixed(`module${index}`)]));
  for (const [module, name] of namespace) parts.push(`const ${name} = ${host}.module(${JSON.stringify(module)});`);
  for (const { name, imported } of e.program.scopes.get(e.program.ast)?.bindings.values() ?? []) {
    if (imported === null) continue;
    const from = namespace.get(imported.module) as string;
    parts.push(`const ${name} = ${importedValue(from, imported.member, host)};`);
  }
  for (const { key, name } of names.list('describe')) {
    const [module, member] = key.split(' ') as [string, string];
    parts.push(`const ${name} = ${host}.describe(${JSON.stringify(module)}, ${JSON.stringify(member)});`);
  }
  for (const { key, name } of names.list('open'))
    parts.push(`const ${name} = ${host}.open(${JSON.stringify(dirname(key))});`);
  for (const { key, name } of names.list('meta')) {
    const url = pathToFileURL(key).href;
    parts.push(`const ${name} = { url: ${JSON.stringify(url)}, resolve: ${host}.resolve(${JSON.stringify(url)}) };`);
  }
  if (names.isUsed('group')) parts.push(`const ${names.fixed('group')} = ${host}.group();`);
  if (names.isUsed('hooks')) parts.push(`const ${names.fixed('hooks')} = ${host}.hooks();`);
  return parts.join(' ');
}

function importedValue(namespace: string, member: string | null, host: string): string {
  if (member === null) return namespace;
  return member === 'default' ? `${host}.default(${namespace})` : `${namespace}[${JSON.stringify(member)}]`;
}

function moduleList(e: Emission): string[] {
  const modules = new Set<string>();
  for (const node of e.program.ast.body) if (node.type === 'ImportDeclaration') modules.add(String(node.source.value));
  return [...modules];
}

function freeNames(e: Emission): string[] {
  const found = new Set<string>();
  for (const { node, binding } of e.program.references.values()) {
    if (binding === null && isGiven(node.name)) found.add(node.name);
  }
  return [...found];
}

interface Export {
  readonly name: string;
  readonly local: AnyNode;
}

function exportList(e: Emission): Export[] {
  const list: Export[] = [];
  for (const node of e.program.ast.body) {
    if (node.type !== 'ExportNamedDeclaration') continue;
    for (const { exported, local } of node.specifiers) {
      const name = exported.type === 'Identifier' ? exported.name : String(exported.value);
      list.push({ name, local: local as AnyNode });
    }
  }
  return list;
}

function namelessDefault(e: Emission, exports: readonly Export[]): string | null {
  const local = exports.find(({ name }) => name === 'default')?.local;
  const name = local === undefined ? '' : e.program.text(local);
  return /_default\d*$/.test(name) ? name : null;
}

function exportObject(e: Emission, exports: readonly Export[]): string {
  if (e.names.isUsed('commonjs')) return e.names.fixed('commonjs');
  const entries = exports.map(({ name, local }) => `${JSON.stringify(name)}: ${exportedValue(e, local)}`);
  return `{ ${entries.join(', ')} }`;
}

/** An exported function is started by the host, so it must know its twin. */
function exportedValue(e: Emission, local: AnyNode): string {
  const name = e.program.text(local);
  const binding = e.program.references.get(local)?.binding;
  const value = e.marking.value(local);
  if (!binding || value.is !== 'function' || !isConstant(binding) || !e.marking.isMarked(value.fn)) return name;
  const helper = e.names.helper(value.fn.node.async ? 'linkAsync' : 'link');
  return `${helper}(${name}, ${e.names.twin(value.fn)})`;
}
