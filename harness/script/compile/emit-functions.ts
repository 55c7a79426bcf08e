import type { Emission, Emitters } from './emission.ts';
import { type Place, plainPlace, Temps } from './place.ts';
import { declaredTwin, emitLinks, isValueUsed, linkCall, linkName, makerOf, plainForm } from './plain-forms.ts';
import type { Fn } from './scopes.ts';
import type { AnyNode } from './syntax.ts';

type Of<T extends AnyNode['type']> = Extract<AnyNode, { type: T }>;

export const functionEmitters: Emitters = {
  FunctionDeclaration: (e, node, place) => emitDeclaration(e, e.fn(node), place),
  FunctionExpression: (e, node, place) => emitFunction(e, e.fn(node), place, null),
  ArrowFunctionExpression: (e, node, place) => emitFunction(e, e.fn(node), place, null),
  VariableDeclaration: emitVariables,
  VariableDeclarator: emitDeclarator,
  BlockStatement(e, node, place) {
    e.writer.copy(node.start, node.start + 1);
    emitLinks(e, node.body);
    e.emitBetween(node.body, node.start + 1, node.end, place);
    return true;
  },
};

/** A function declaration: `function f(a) { return plain(f$h, this, arguments) } function* f$h(a) { … }`. */
function emitDeclaration(e: Emission, fn: Fn, place: Place): boolean {
  if (!e.needsTwin(fn)) return emitUntouched(e, fn, place);
  // The plain form is nothing of the user's: stack traces pass over it.
  e.write(plainForm(e, fn, e.names.twin(fn), null));
  e.write(' ');
  emitTwin(e, fn, place);
  // Elsewhere the link stands at the start of the block.
  if (e.program.parent(fn.node)?.type === 'SwitchCase' && isValueUsed(e, fn)) e.write(` ${linkCall(e, fn)};`);
  return true;
}

/** A function as a value. `name` is the one that the language would give it from where it stands. */
export function emitFunction(e: Emission, fn: Fn, place: Place, name: string | null): boolean {
  if (!e.needsTwin(fn)) return emitUntouched(e, fn, place);
  const twin = e.names.fixed('twin');
  e.write(`${makerOf(e, fn)}(${twin} => ${plainForm(e, fn, twin, name)}, `);
  emitTwin(e, fn, place);
  e.write(')');
  return true;
}

function emitUntouched(e: Emission, fn: Fn, place: Place): true {
  const { node } = fn;
  e.emitChildren(node, plainPlace(node.type === 'ArrowFunctionExpression' ? place : null));
  return true;
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
  e.write('(');
  e.emitArguments(params as AnyNode[], { ...plainPlace(null), args });
  e.write(') ');
  const place: Place = { suspends: true, temps: new Temps(), args, inlined: null };
  if (body.type === 'BlockStatement') {
    e.write('{', body);
    emitLinks(e, body.body);
    e.emitBetween(body.body, body.start + 1, body.end - 1, place);
  } else {
    e.write('{ ', body);
    e.emitReturn(body as AnyNode, place, body);
  }
  if (place.temps.used > 0) {
    const names = Array.from({ length: place.temps.used }, (_, index) => e.names.temp(index));
    // `var` is hoisted, so that it can stand behind the code whose need for it was not known before.
    e.write(` var ${names.join(', ')};`);
  }
  e.write('}');
}

function emitVariables(e: Emission, node: Of<'VariableDeclaration'>, place: Place): boolean {
  if (!node.declarations.some(declarator => declaredTwin(e, declarator) !== null)) return false;
  e.write(`${node.kind} `, node);
  node.declarations.forEach((declarator, index) => {
    if (index > 0) e.write(', ');
    e.emit(declarator, place);
  });
  if (e.program.code[node.end - 1] === ';') e.write(';');
  return true;
}

/** `name = init`; for a function with a twin `name$h = twin, name = plain`, and the link where it is needed. */
function emitDeclarator(e: Emission, node: Of<'VariableDeclarator'>, place: Place): boolean {
  const fn = declaredTwin(e, node);
  if (fn === null) return false;
  e.write(`${e.names.twin(fn)} = `);
  emitTwin(e, fn, place);
  e.write(`, ${fn.binding?.name} = ${plainForm(e, fn, e.names.twin(fn), null)}`);
  if (isValueUsed(e, fn)) e.write(`, ${linkName(e, fn)} = ${linkCall(e, fn)}`);
  return true;
}
