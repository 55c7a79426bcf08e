import type { ScriptProgram } from './program.ts';
import { type Binding, type Fn, isConstant } from './scopes.ts';
import { type AnyNode, isFunction, staticName } from './syntax.ts';

/** What an expression is known to be without running it. */
export type Value =
  | { readonly is: 'function'; readonly fn: Fn }
  /** `o.#name`, a method. */
  | { readonly is: 'private'; readonly fn: Fn }
  /** `import * as k6`, or a required module. */
  | { readonly is: 'namespace'; readonly module: string }
  /** The default export of a k6 module: its members are named exports too. */
  | { readonly is: 'default'; readonly module: string }
  | { readonly is: 'member'; readonly module: string; readonly member: string }
  | { readonly is: 'global'; readonly name: string }
  /** No function: a literal, an object, a class, a number. */
  | { readonly is: 'inert' }
  | { readonly is: 'unknown' };

const UNKNOWN: Value = { is: 'unknown' };
const INERT: Value = { is: 'inert' };
/** A chain of names longer than this is a cycle. */
const LONGEST_CHAIN = 20;

/** Names of esbuild's own functions, in bundles of CommonJS files. */
const REQUIRE = '__require';
const TO_ESM = '__toESM';

export function knownValue(program: ScriptProgram, node: AnyNode, depth = 0): Value {
  if (depth > LONGEST_CHAIN) return UNKNOWN;
  if (isFunction(node)) return { is: 'function', fn: program.fns.get(node) as Fn };
  switch (node.type) {
    case 'Identifier': {
      const reference = program.references.get(node);
      if (reference === undefined) return UNKNOWN;
      const { binding } = reference;
      return binding === null ? { is: 'global', name: node.name } : knownBinding(program, binding, depth + 1);
    }
    case 'MemberExpression': {
      const definition = program.privates.get(node);
      if (definition?.type === 'MethodDefinition' && definition.kind === 'method') {
        return { is: 'private', fn: program.fns.get(definition.value) as Fn };
      }
      const member = staticName(node.property as AnyNode, node.computed);
      if (member === null || node.object.type === 'Super') return UNKNOWN;
      return memberOf(knownValue(program, node.object, depth + 1), member);
    }
    case 'CallExpression':
      return required(program, node, depth);
    case 'Literal':
    case 'TemplateLiteral':
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'ClassExpression':
    case 'BinaryExpression':
    case 'UnaryExpression':
    case 'UpdateExpression':
      return INERT;
    default:
      return UNKNOWN;
  }
}

function knownBinding(program: ScriptProgram, binding: Binding, depth: number): Value {
  if (binding.imported !== null) {
    const { module, member } = binding.imported;
    return member === null ? { is: 'namespace', module } : memberOf({ is: 'namespace', module }, member);
  }
  if (!isConstant(binding)) return UNKNOWN;
  if (binding.fn !== null) return { is: 'function', fn: binding.fn };
  if (binding.kind === 'class') return INERT;
  if (binding.init !== null) return knownValue(program, binding.init, depth);
  if (binding.pick !== null) return memberOf(knownValue(program, binding.pick.source, depth), binding.pick.member);
  return UNKNOWN;
}

function memberOf(object: Value, member: string): Value {
  if (object.is === 'namespace' && member === 'default') return { is: 'default', module: object.module };
  if (object.is === 'namespace' || object.is === 'default') return { is: 'member', module: object.module, member };
  return UNKNOWN;
}

/** `require('k6/http')`, as esbuild writes it. */
function required(program: ScriptProgram, call: Extract<AnyNode, { type: 'CallExpression' }>, depth: number): Value {
  const { callee } = call;
  const [argument] = call.arguments;
  if (callee.type !== 'Identifier' || argument === undefined) return UNKNOWN;
  if (callee.name === TO_ESM) return knownValue(program, argument, depth + 1);
  if (callee.name !== REQUIRE || argument.type !== 'Literal') return UNKNOWN;
  const module = String(argument.value);
  return module === 'k6' || module.startsWith('k6/') ? { is: 'namespace', module } : UNKNOWN;
}
