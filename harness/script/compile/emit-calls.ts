import type { Emission, Emitters } from './emission.ts';
import { emitTwin } from './emit-functions.ts';
import { CALLBACK_METHODS } from './k6-surface.ts';
import type { Place } from './place.ts';
import type { Fn } from './scopes.ts';
import { type AnyNode, isFunction, staticName } from './syntax.ts';

type Call = Extract<AnyNode, { type: 'CallExpression' }>;
type Member = Extract<AnyNode, { type: 'MemberExpression' }>;

/** The longest source text that an error message repeats. */
const LONGEST_TEXT = 60;

/** What V8 says a call's place is: the name of the method, where it is one. */
function placeOf({ callee }: Call): AnyNode {
  return callee.type === 'MemberExpression' ? (callee.property as AnyNode) : (callee as AnyNode);
}

export const callEmitters: Emitters = {
  CallExpression: emitCall,
  NewExpression(e, node, place) {
    if (!place.suspends || !e.marking.isBlockingPromise(node)) return false;
    e.write(`(yield* ${e.names.helper('newPromise')}(`, node);
    e.emitArguments(node.arguments, place);
    e.write('))');
    return true;
  },
  AwaitExpression(e, node, place) {
    e.write(`${e.names.helper('settled')}(yield ${e.names.helper('awaiting')}(`, node);
    e.emitArgument(node.argument, place);
    e.write('))');
    return true;
  },
  MemberExpression(e, node, place) {
    const value = e.marking.value(node);
    const parent = e.program.parent(node);
    const isCallee = parent?.type === 'CallExpression' && parent.callee === node;
    if (value.is !== 'private' || isCallee || !e.marking.isMarked(value.fn)) return false;
    emitPrivateValue(e, node, value.fn, place);
    return true;
  },
};

function emitCall(e: Emission, node: Call, place: Place): boolean {
  if (e.marking.isBind(node)) emitBind(e, node, place);
  else if (place.suspends) return emitSuspending(e, node, place);
  else return false;
  return true;
}

function emitSuspending(e: Emission, node: Call, place: Place): boolean {
  const form = e.marking.callForm(node);
  switch (form.form) {
    case 'plain':
      return false;
    case 'blocking': {
      const describe = e.names.listed('describe', `${form.module} ${form.member}`);
      e.write(`${e.names.helper('settled')}(yield ${describe}(`, placeOf(node));
      e.emitArguments(node.arguments, place);
      e.write('))');
      break;
    }
    case 'group':
      e.write(`(yield* ${e.names.fixed('group')}(`, node);
      e.emitArguments(node.arguments, place);
      e.write('))');
      break;
    case 'twin':
      emitTwinCall(e, node, form.fn, place);
      break;
    case 'private':
      emitPrivateCall(e, node, form.fn, place);
      break;
    case 'session':
    case 'dynamic':
      emitDynamic(e, node, place);
  }
  return true;
}

function emitTwinCall(e: Emission, node: Call, fn: Fn, place: Place): void {
  const isAsync = fn.node.async;
  e.write(isAsync ? `(yield* ${e.names.helper('spawn')}(` : '(yield* ', node);
  if (isFunction(node.callee)) {
    e.write('(');
    emitTwin(e, fn, place);
    e.write(')');
  } else e.write(e.names.twin(fn), node);
  e.write(isAsync ? ', void 0' : '(');
  if (isAsync && node.arguments.length > 0) e.write(', ');
  e.emitArguments(node.arguments, place);
  e.write('))');
}

/** `o.#method(…)`: the twin is a private method of the same class. */
function emitPrivateCall(e: Emission, node: Call, fn: Fn, place: Place): void {
  const { object } = node.callee as Member;
  const twin = `#${e.names.twin(fn)}`;
  if (!fn.node.async) {
    e.write('(yield* ', placeOf(node));
    e.emitOperand(object as AnyNode, place);
    e.write(`.${twin}(`, placeOf(node));
    e.emitArguments(node.arguments, place);
    return e.write('))');
  }
  const self = e.names.temp(place.temps.take(1));
  e.write(`(yield* ${e.names.helper('spawn')}((${self} = `, node);
  e.emitArgument(object as AnyNode, place);
  e.write(`).${twin}, ${self}`);
  if (node.arguments.length > 0) e.write(', ');
  e.emitArguments(node.arguments, place);
  e.write('))');
  place.temps.give(1);
}

/** `o.#method` as a value: it must know its twin. */
function emitPrivateValue(e: Emission, node: Member, fn: Fn, place: Place): void {
  const object = e.names.fixed('object');
  const helper = e.names.helper(fn.node.async ? 'linkAsync' : 'link');
  const key = e.program.text(node.property);
  e.write(`(${object} => ${helper}(${object}.${key}, ${object}.#${e.names.twin(fn)}))(`, node);
  e.emitArgument(node.object as AnyNode, place);
  e.write(')');
}

/**
 * A call of what may or may not have a twin:
 * `($1 = o, $2 = $1.m, $3 = twinOf($2), $2 = ($3 ?? callable($2, 'o.m')).call($1, …), $3 ? yield* $2 : $2)`.
 */
function emitDynamic(e: Emission, node: Call, place: Place): void {
  const { callee } = node;
  const first = place.temps.take(3);
  const [object, fn, twin] = [first, first + 1, first + 2].map(index => e.names.temp(index)) as [
    string,
    string,
    string,
  ];
  e.write('(', node);
  let self: string | null = null;
  if (callee.type === 'MemberExpression') self = emitMember(e, callee, place, object, fn);
  else {
    e.write(`${fn} = `);
    e.emitOperand(callee as AnyNode, place);
  }
  const text = JSON.stringify(e.program.text(callee).slice(0, LONGEST_TEXT));
  e.write(`, ${twin} = ${e.names.helper(isBuiltin(callee as AnyNode) ? 'builtinTwinOf' : 'twinOf')}(${fn})`);
  e.write(`, ${fn} = (${twin} ?? ${e.names.helper('callable')}(${fn}, ${text}))`, placeOf(node));
  e.write(self === null ? '(' : `.call(${self}`, placeOf(node));
  if (self !== null && node.arguments.length > 0) e.write(', ');
  e.emitArguments(node.arguments, place);
  e.write(`), ${twin} ? yield* ${fn} : ${fn})`, placeOf(node));
  place.temps.give(3);
}

/** Evaluates `o.m` once; gives the text for the call's `this`. */
function emitMember(e: Emission, callee: Member, place: Place, object: string, fn: string): string {
  const isSuper = callee.object.type === 'Super';
  if (isSuper) e.write(`${fn} = super`, callee);
  else {
    e.write(`${object} = `);
    e.emitArgument(callee.object as AnyNode, place);
    e.write(`, ${fn} = ${object}`, callee);
  }
  if (callee.computed) {
    e.write('[');
    e.emit(callee.property as AnyNode, place);
    e.write(']');
  } else {
    e.write('.');
    e.writer.copy(callee.property.start, callee.property.end);
  }
  return isSuper ? 'this' : object;
}

/** Whether the function called may be one of the language's own that has a suspendable form. */
function isBuiltin(callee: AnyNode): boolean {
  if (callee.type !== 'MemberExpression') return false;
  const name = staticName(callee.property as AnyNode, callee.computed);
  return name === null || CALLBACK_METHODS.has(name) || name === 'call' || name === 'apply' || name === 'from';
}

/** `f.bind(self, a)`: the bound function has a twin if `f` has. */
function emitBind(e: Emission, node: Call, place: Place): void {
  const { object } = node.callee as Member;
  e.write(`${e.names.helper('bind')}(`, node);
  e.emitArgument(object as AnyNode, place);
  if (node.arguments.length > 0) e.write(', ');
  e.emitArguments(node.arguments, place);
  e.write(')');
}
