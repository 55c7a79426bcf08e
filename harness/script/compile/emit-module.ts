import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BundleMap } from './bundle-map.ts';
import { Emission, type Emitters } from './emission.ts';
import { callEmitters } from './emit-calls.ts';
import { classEmitters } from './emit-classes.ts';
import { functionEmitters } from './emit-functions.ts';
import { emitGroupReturn, groupEmitters } from './emit-groups.ts';
import { isGiven, OWN_GLOBAL } from './global-names.ts';
import type { Marking } from './marking.ts';
import { plainPlace } from './place.ts';
import { emitLinks } from './plain-forms.ts';
import type { ScriptProgram } from './program.ts';
import { isConstant } from './scopes.ts';
import type { AnyNode } from './syntax.ts';
import { Writer } from './writer.ts';

/** What the compiled script needs from the host, and what it offers. */
export interface ModuleShape {
  /** Global names that the script uses, in the order of the parameters: those that all VUs share, and those that each has of its own. */
  readonly globals: readonly string[];
  readonly ownGlobals: readonly string[];
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
 * Writes the whole script as a function of the runtime's functions, which gives a function of the host and its globals, which makes what VUs
 * share and gives, besides what changes their values, a function that runs the init code of one VU and gives its exports:
 * `(function (runtime) { … return function (host, globals, Math) { … return […, function () { … return { default: …, options }; }]; }; })`.
 * `script-module.ts` evaluates it.
 */
export function emitModule(e: Emission): { readonly writer: Writer; readonly shape: ModuleShape } {
  // The inner parts are written first, since only they know what the outer ones must declare.
  emitShared(e);
  const shared = e.writer;
  const own = (e.writer = new Writer(e.program.code, e.map));
  emitOwn(e);
  const exports = exportList(e);
  e.write(`\nreturn ${exportObject(e, exports)};\n`);
  const free = freeNames(e);
  const shape = {
    globals: free.filter(name => name !== OWN_GLOBAL),
    ownGlobals: free.filter(name => name === OWN_GLOBAL),
    modules: moduleList(e),
    exports: exports.map(({ name }) => name),
    nameless: namelessDefault(e, exports),
  };
  const writer = new Writer(e.program.code, e.map);
  writer.write(modulePrelude(e, shape));
  writer.append(shared);
  writer.write(vuPrelude(e, shape));
  writer.append(own);
  writer.write('}]; }; })');
  return { writer, shape };
}

/** The top-level statements that are made once for all VUs: declarations, so that their order does not matter. */
function emitShared(e: Emission): void {
  const shared = (e.program.ast.body as AnyNode[]).filter(node => e.sharing.isShared(node));
  emitLinks(e, shared);
  for (const node of shared) {
    e.emit(node, plainPlace(null));
    e.write('\n');
  }
}

/** The others: each VU runs them. */
function emitOwn(e: Emission): void {
  const { ast, code } = e.program;
  const body = ast.body as AnyNode[];
  const own = body.filter(node => !e.sharing.isShared(node));
  emitLinks(e, own);
  // Functions have their values before the first statement runs.
  for (const node of own) if (node.type === 'FunctionDeclaration' && e.sharing.declaresSlots(node)) emitSlot(e, node);
  let at = code.startsWith('#!') ? code.indexOf('\n') : 0;
  for (const node of body) {
    e.writer.copy(at, node.start);
    at = node.end;
    if (e.sharing.isShared(node)) continue;
    if (node.type === 'VariableDeclaration' && node.declarations.some(each => e.sharing.declaresSlots(each)))
      emitDeclarators(e, node);
    else if (!e.sharing.declaresSlots(node)) e.emit(node, plainPlace(null));
    else if (node.type === 'ClassDeclaration') emitSlot(e, node);
  }
  e.writer.copy(at, ast.end);
}

/** `class K {}` as `K = class K {};`. */
function emitSlot(e: Emission, node: Extract<AnyNode, { type: 'ClassDeclaration' | 'FunctionDeclaration' }>): void {
  e.write(`${node.id?.name} = `, node);
  e.emit(node, plainPlace(null));
  e.write(';');
}

/** `var a = 1, { b } = c;` as `a = 1; ({ b } = c);` as far as they are slots. */
function emitDeclarators(e: Emission, node: Extract<AnyNode, { type: 'VariableDeclaration' }>): void {
  for (const declarator of node.declarations) {
    const { id, init } = declarator;
    if (!e.sharing.declaresSlots(declarator)) {
      e.write(`${node.kind} `, declarator);
      e.emit(declarator, plainPlace(null));
      e.write(';');
    } else if (init) {
      const [open, close] = id.type === 'Identifier' ? ['', ''] : ['(', ')'];
      e.write(open, declarator);
      e.emit(id, plainPlace(null));
      e.write(' = ', id);
      e.emitArgument(init, plainPlace(null));
      e.write(`${close};`);
    }
  }
}

/** The text before what VUs share. */
function modulePrelude(e: Emission, shape: ModuleShape): string {
  const { names } = e;
  const runtime = names.fixed('runtime');
  const helpers = [...names.helpers].map(name => `${name}: ${names.helper(name)}`);
  const host = names.fixed('host');
  const parameters = [host, names.fixed('globals'), ...shape.globals].join(', ');
  const outer = `(function (${runtime}) { "use strict"; const { ${helpers.join(', ')} } = ${runtime}; `;
  return `${outer}return function (${parameters}) { ${imports(e, shape, host)}\n`;
}

/**
 * The text before what each VU runs: the slots, and what gives them the values of a VU (`load`) or takes these from them, all (`keep`) or
 * those that change (`save`). In an object of values the `$` keeps names apart from `__proto__`.
 */
function vuPrelude(e: Emission, shape: ModuleShape): string {
  const { names, sharing } = e;
  const { slots } = sharing;
  const top = names.fixed('top');
  const copies = (list: readonly string[], copy: (name: string) => string) =>
    `${top} => { ${list.map(copy).join(' ')} }`;
  const load = copies(slots, name => `${name} = ${top}.$${name};`);
  const keep = copies(slots, name => `${top}.$${name} = ${name};`);
  const save = copies(sharing.changingSlots, name => `${top}.$${name} = ${name};`);
  const fresh = `() => ({ ${slots.map(name => `$${name}: void 0`).join(', ')} })`;
  const metas = names.list('meta').map(({ key, name }) => {
    const url = JSON.stringify(pathToFileURL(key).href);
    return ` const ${name} = { url: ${url}, resolve: ${names.fixed('host')}.resolve(${url}) };`;
  });
  const variables = slots.length === 0 ? '' : `let ${slots.join(', ')}; `;
  return `${variables}return [${fresh}, ${load}, ${keep}, ${save}, function (${shape.ownGlobals.join(', ')}) {${metas.join('')} `;
}

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
