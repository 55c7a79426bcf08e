import { type Emission, type Place, Temps } from './emission.ts';
import { emitGroupReturn, emitHoisted, isHoisted } from './emit-groups.ts';
import type { Fn } from './scopes.ts';
import { type AnyNode, isFunction } from './syntax.ts';

type Declarator = Extract<AnyNode, { type: 'VariableDeclarator' }>;

/** The place of code that cannot be suspended, inside of `outer`. An arrow function keeps the `arguments` around it. */
export function plainPlace(outer: Place | null): Place {
  return { suspends: false, temps: new Temps(), args: outer?.args ?? null, inlined: null };
}

/** A function declaration: `function f(a) { return plain(f$h, this, arguments) } function* f$h(a) { … }`. */
export function emitDeclaration(e: Emission, fn: Fn, place: Place): void {
  if (!e.needsTwin(fn)) return emitUntouched(e, fn, place);
  // The plain form is nothing of the user's: stack traces pass over it.
  e.write(plainForm(e, fn, e.names.twin(fn), null));
  e.write(' ');
  emitTwin(e, fn, place);
  // Elsewhere the link stands at the start of the block.
  if (e.program.parent(fn.node)?.type === 'SwitchCase' && isValueUsed(e, fn)) e.write(` ${linkCall(e, fn)};`);
}

/** A function as a value. `name` is the one that the language would give it from where it stands. */
export function emitFunction(e: Emission, fn: Fn, place: Place, name: string | null): void {
  if (!e.needsTwin(fn)) return emitUntouched(e, fn, place);
  const twin = e.names.fixed('twin');
  e.write(`${e.names.helper(makerOf(e, fn))}(${twin} => ${plainForm(e, fn, twin, name)}, `);
  emitTwin(e, fn, place);
  e.write(')');
}

function makerOf(e: Emission, fn: Fn): string {
  if (!e.marking.isMarked(fn)) return 'make';
  return fn.node.async ? 'makeAsync' : 'makeLinked';
}

function emitUntouched(e: Emission, fn: Fn, place: Place): void {
  const { node } = fn;
  e.emitChildren(node, plainPlace(node.type === 'ArrowFunctionExpression' ? place : null));
}

/**
 * A generator function expression with the function's parameters and body. Arrow functions get `this` and `arguments` of where they
 * stand.
 */
export function emitTwin(e: Emission, fn: Fn, place: Place): void {
  const { node } = fn;
  const isArrow = node.type === 'ArrowFunctionExpression';
  const args = isArrow && fn.usesArguments ? e.names.fresh('arguments') : null;
  if (args !== null) e.write(`(${args} => `);
  else if (isArrow && fn.usesThis) e.write('(');
  e.write(`function* ${e.names.twin(fn)}`, node);
  emitParametersAndBody(e, fn, args);
  if (isArrow && fn.usesThis) e.write(args === null ? ').bind(this)' : '.bind(this)');
  if (args !== null) e.write(`)(${place.args ?? 'arguments'})`);
}

/** `(a, b = 1) { … }` of a twin. */
export function emitParametersAndBody(e: Emission, fn: Fn, args: string | null): void {
  const { params, body } = fn.node;
  const inParameters: Place = { ...plainPlace(null), args };
  e.write('(');
  e.emitArguments(params as AnyNode[], inParameters);
  e.write(') ');
  const place: Place = { suspends: true, temps: new Temps(), args, inlined: null };
  if (body.type === 'BlockStatement') {
    e.write('{', body);
    emitLinks(e, body.body);
    e.emitBetween(body.body, body.start + 1, body.end - 1, place);
  } else {
    e.write('{ ', body);
    if (!emitGroupReturn(e, body as AnyNode, place)) e.emitReturn(body as AnyNode, place, body);
  }
  if (place.temps.used > 0) {
    const names = Array.from({ length: place.temps.used }, (_, index) => e.names.temp(index));
    // `var` is hoisted, so that it can stand behind the code whose need for it was not known before.
    e.write(` var ${names.join(', ')};`);
  }
  e.write('}');
}

/** The plain form: the same name and length as the function; it runs the twin. */
export function plainForm(e: Emission, fn: Fn, twin: string, name: string | null): string {
  const { node, member } = fn;
  const run = e.names.helper(node.async ? 'runAsync' : 'plain');
  const parameters = Array.from({ length: lengthOf(fn) }, (_, index) => e.names.fixed(`p${index}`));
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

/** A function's `length`: its parameters before the first that has a default or takes the rest. */
export function lengthOf(fn: Fn): number {
  const { params } = fn.node;
  const end = params.findIndex(({ type }) => type === 'AssignmentPattern' || type === 'RestElement');
  return end < 0 ? params.length : end;
}

/** Whether the function's name is used other than to call it, so that the value must know its twin. */
export function isValueUsed(e: Emission, fn: Fn): boolean {
  if (!e.marking.isMarked(fn)) return false;
  const own = fn.node.id ? fn.scope.parent?.bindings.get(fn.node.id.name) : undefined;
  const references = [...(fn.binding?.references ?? []), ...(own?.kind === 'self' ? own.references : [])];
  return references.some(({ node, isWrite }) => {
    const parent = e.program.parent(node);
    return (
      !isWrite &&
      !(parent?.type === 'CallExpression' && parent.callee === node) &&
      parent?.type !== 'ExportNamedDeclaration'
    );
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

/** The function that a declarator gives its name for good, if it has a twin. */
export function declaredTwin(e: Emission, node: Declarator): Fn | null {
  if (!node.init || !isFunction(node.init) || !e.program.isConstantDeclarator(node)) return null;
  const fn = e.fn(node.init);
  return e.needsTwin(fn) ? fn : null;
}

export function emitVariables(
  e: Emission,
  node: Extract<AnyNode, { type: 'VariableDeclaration' }>,
  place: Place,
): void {
  if (isHoisted(e, node, place)) return emitHoisted(e, node, place);
  if (!node.declarations.some(declarator => declaredTwin(e, declarator) !== null)) return e.emitChildren(node, place);
  e.write(`${node.kind} `, node);
  node.declarations.forEach((declarator, index) => {
    if (index > 0) e.write(', ');
    emitDeclarator(e, declarator, place);
  });
  if (e.program.code[node.end - 1] === ';') e.write(';');
}

/** `name = init`; for a function with a twin `name$h = twin, name = plain`, and the link where it is needed. */
export function emitDeclarator(e: Emission, node: Declarator, place: Place): void {
  const fn = declaredTwin(e, node);
  if (fn === null) {
    e.emitChildren(node, place);
    return;
  }
  e.write(`${e.names.twin(fn)} = `);
  emitTwin(e, fn, place);
  const name = fn.binding?.name as string;
  e.write(`, ${name} = ${plainForm(e, fn, e.names.twin(fn), null)}`);
  if (isValueUsed(e, fn)) e.write(`, ${linkName(e, fn)} = ${linkCall(e, fn)}`);
}

/** The name that the link of a declared function takes up in its declaration. */
export function linkName(e: Emission, fn: Fn): string {
  return e.names.fixed(`link${fn.index}`);
}
