import type { Emission } from './emission.ts';
import type { Fn } from './scopes.ts';
import { type AnyNode, isFunction } from './syntax.ts';

/** The plain form: the same name and length as the function; it runs the twin. */
export function plainForm(e: Emission, fn: Fn, twin: string, name: string | null): string {
  const { node, member } = fn;
  const run = e.names.helper(node.async ? 'runAsync' : 'plain');
  const parameters = parameterNames(e, fn);
  if (node.type === 'ArrowFunctionExpression') {
    const rest = e.names.fixed('rest');
    const list = [...parameters, `...${rest}`].join(', ');
    const args = parameters.length === 0 ? rest : `[${list}]`;
    return named(`(${list}) => ${run}(${twin}, void 0, ${args})`, name);
  }
  const body = `{ return ${run}(${twin}, this, arguments); }`;
  if (member?.type === 'Property' && name !== null) {
    return `({ ${JSON.stringify(name)}(${parameters.join(', ')}) ${body} })[${JSON.stringify(name)}]`;
  }
  const own = node.id?.name ?? '';
  return named(`function ${own}(${parameters.join(', ')}) ${body}`, own === '' ? name : null);
}

function named(text: string, name: string | null): string {
  if (name === null || name === '__proto__') return text;
  const key = JSON.stringify(name);
  return `({ ${key}: ${text} })[${key}]`;
}

/** Names for as many parameters as the function's `length` says. */
export function parameterNames(e: Emission, fn: Fn): string[] {
  return Array.from({ length: lengthOf(fn) }, (_, index) => e.names.fixed(`p${index}`));
}

/** A function's `length`: its parameters before the first that has a default or takes the rest. */
export function lengthOf(fn: Fn): number {
  const { params } = fn.node;
  const end = params.findIndex(({ type }) => type === 'AssignmentPattern' || type === 'RestElement');
  return end < 0 ? params.length : end;
}

/** The runtime function that makes a function value out of a plain form and its twin. */
export function makerOf(e: Emission, fn: Fn): string {
  if (!e.marking.isMarked(fn)) return e.names.helper('make');
  return e.names.helper(fn.node.async ? 'makeAsync' : 'makeLinked');
}

/** Whether the function's name is used other than to call it, so that the value must know its twin. */
export function isValueUsed(e: Emission, fn: Fn): boolean {
  if (!e.marking.isMarked(fn)) return false;
  const own = fn.node.id ? fn.scope.parent?.bindings.get(fn.node.id.name) : undefined;
  const references = [...(fn.binding?.references ?? []), ...(own?.kind === 'self' ? own.references : [])];
  return references.some(({ node, isWrite }) => {
    const parent = e.program.parent(node);
    const isCallee = parent?.type === 'CallExpression' && parent.callee === node;
    return !isWrite && !isCallee && parent?.type !== 'ExportNamedDeclaration';
  });
}

/** Links the functions that a list of statements declares: before its first statement, since declarations are hoisted. */
export function emitLinks(e: Emission, body: readonly AnyNode[]): void {
  for (const node of body) {
    if (node.type !== 'FunctionDeclaration' || !node.id) continue;
    const fn = e.fn(node);
    if (isValueUsed(e, fn)) e.write(` ${linkCall(e, fn)};`);
  }
}

/** The call that makes a named function's plain form know its twin. */
export function linkCall(e: Emission, fn: Fn): string {
  const helper = e.names.helper(fn.node.async ? 'linkAsync' : 'link');
  return `${helper}(${fn.binding?.name}, ${e.names.twin(fn)})`;
}

/** The name that the link of a declared function takes up in its declaration. */
export function linkName(e: Emission, fn: Fn): string {
  return e.names.fixed(`link${fn.index}`);
}

/** The function that a declarator gives its name for good, if it has a twin. */
export function declaredTwin(e: Emission, node: Extract<AnyNode, { type: 'VariableDeclarator' }>): Fn | null {
  if (!node.init || !isFunction(node.init) || !e.program.isConstantDeclarator(node)) return null;
  const fn = e.fn(node.init);
  return e.needsTwin(fn) ? fn : null;
}
