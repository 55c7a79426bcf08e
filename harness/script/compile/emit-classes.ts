import type { Emission, Emitters } from './emission.ts';
import { emitFunction, emitParametersAndBody, emitTwin } from './emit-functions.ts';
import { type Place, plainPlace } from './place.ts';
import { lengthOf, makerOf, parameterNames, plainForm } from './plain-forms.ts';
import { type AnyNode, type FunctionNode, isFunction, staticName } from './syntax.ts';

type Of<T extends AnyNode['type']> = Extract<AnyNode, { type: T }>;

export const classEmitters: Emitters = {
  ClassBody: emitClassBody,
  PropertyDefinition: emitField,
  Property: emitProperty,
};

/**
 * A class body. A method with a twin is written as a generator method, so that `super` works in it; a static block at the start then
 * puts the plain form in its place.
 */
function emitClassBody(e: Emission, node: Of<'ClassBody'>, place: Place): boolean {
  e.writer.copy(node.start, node.start + 1);
  const methods = node.body.filter((member): member is Of<'MethodDefinition'> => isTwinned(e, member));
  const listed = methods.filter(({ key }) => key.type !== 'PrivateIdentifier');
  if (listed.length > 0) {
    const calls = listed.map(method => `${methodCall(e, method)};`);
    e.write(` static { ${calls.join(' ')} }`);
  }
  let at = node.start + 1;
  for (const member of node.body) {
    e.writer.copy(at, member.start);
    if (methods.includes(member as Of<'MethodDefinition'>)) emitMethod(e, member as Of<'MethodDefinition'>);
    else e.emit(member as AnyNode, place);
    at = member.end;
  }
  e.writer.copy(at, node.end);
  return true;
}

function isTwinned(e: Emission, member: AnyNode): member is Of<'MethodDefinition'> {
  return member.type === 'MethodDefinition' && member.kind === 'method' && e.needsTwin(e.fn(member.value));
}

function methodCall(e: Emission, method: Of<'MethodDefinition'>): string {
  const fn = e.fn(method.value);
  const holder = method.static ? 'this' : 'this.prototype';
  const name = JSON.stringify(staticName(method.key, method.computed));
  const helper = fn.node.async ? 'asyncMethod' : 'method';
  return `${e.names.helper(helper)}(${holder}, ${name}, ${lengthOf(fn)})`;
}

function emitMethod(e: Emission, method: Of<'MethodDefinition'>): void {
  const fn = e.fn(method.value);
  const prefix = method.static ? 'static ' : '';
  const key = e.program.text(method.key);
  if (method.key.type === 'PrivateIdentifier') {
    const twin = `#${e.names.twin(fn)}`;
    const run = e.names.helper(fn.node.async ? 'runAsync' : 'plain');
    const parameters = parameterNames(e, fn).join(', ');
    e.write(`${prefix}${key}(${parameters}) { return ${run}(this.${twin}, this, arguments); } `);
    e.write(`${prefix}*${twin}`, method);
  } else e.write(`${prefix}*${method.computed ? `[${key}]` : key}`, method);
  emitParametersAndBody(e, fn, null);
}

/** A class field: its value is code of its own. */
function emitField(e: Emission, node: Of<'PropertyDefinition'>, place: Place): boolean {
  const { key, value, computed } = node;
  if (!value) return false;
  e.writer.copy(node.start, key.start);
  e.emit(key, place);
  e.writer.copy(key.end, value.start);
  const within = plainPlace(null);
  if (isFunction(value)) emitFunction(e, e.fn(value), within, staticName(key, computed));
  else e.emit(value, within);
  e.writer.copy(value.end, node.end);
  return true;
}

function emitProperty(e: Emission, node: Of<'Property'>, place: Place): boolean {
  const { key, value, computed } = node;
  if (node.shorthand) {
    const replacement = value.type === 'Identifier' ? e.replacement(value, place) : null;
    if (replacement !== null) e.write(`${e.program.text(key)}: ${replacement}`, node);
    else e.emit(value, place);
    return true;
  }
  if (!isFunction(value) || !e.needsTwin(e.fn(value))) return false;
  emitKey(e, node, place);
  const name = staticName(key, computed);
  if (node.method) emitObjectMethod(e, value, name);
  else emitFunction(e, e.fn(value), place, name);
  return true;
}

function emitKey(e: Emission, { key, computed }: Of<'Property'>, place: Place): void {
  e.write(computed ? '[' : '', key);
  e.emit(key, place);
  e.write(computed ? ']: ' : ': ');
}

function emitObjectMethod(e: Emission, node: FunctionNode, name: string | null): void {
  const fn = e.fn(node);
  const twin = e.names.fixed('twin');
  e.write(`${makerOf(e, fn)}(${twin} => ${plainForm(e, fn, twin, name)}, `);
  emitTwin(e, fn, plainPlace(null));
  e.write(')');
}
