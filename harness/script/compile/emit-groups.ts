import type { Emission, Emitters } from './emission.ts';
import type { Inlined, Place } from './place.ts';
import { emitLinks, isValueUsed, linkName } from './plain-forms.ts';
import type { Fn } from './scopes.ts';
import { type AnyNode, children, isFunction } from './syntax.ts';

type Call = Extract<AnyNode, { type: 'CallExpression' }>;

export const groupEmitters: Emitters = {
  ExpressionStatement: (e, node, place) => place.suspends && emitGroupStatement(e, node, place),
  VariableDeclaration: (e, node, place) =>
    place.suspends && (emitGroupVariable(e, node, place) || emitHoisted(e, node, place)),
};

/**
 * A statement that is `group('name', () => { … })`, alone, returned, or as the value of one variable: the function becomes a block of the
 * code around it. Gives false, and writes nothing, where that is not possible.
 */
function emitGroupStatement(
  e: Emission,
  node: Extract<AnyNode, { type: 'ExpressionStatement' }>,
  place: Place,
): boolean {
  const { expression } = node;
  const call = inlinable(e, expression as AnyNode);
  if (call !== null) {
    emitGroup(e, call, place, null);
    return true;
  }
  if (
    expression.type !== 'AssignmentExpression' ||
    expression.operator !== '=' ||
    expression.left.type !== 'Identifier'
  )
    return false;
  const assigned = inlinable(e, expression.right);
  if (assigned === null) return false;
  const value = e.names.fresh('value');
  e.write(`{ let ${value}; `);
  emitGroup(e, assigned, place, value);
  e.write(' ');
  e.emit(expression.left, place);
  e.write(` = ${value}; }`, node);
  return true;
}

/** `return group(…)`. */
export function emitGroupReturn(e: Emission, argument: AnyNode, place: Place): boolean {
  const call = inlinable(e, argument);
  if (call === null) return false;
  const value = e.names.fresh('value');
  e.write(`{ let ${value}; `);
  emitGroup(e, call, place, value);
  const { inlined } = place;
  if (inlined === null) e.write(` return ${value}; }`, argument);
  else e.write(` ${inlined.value === null ? '' : `${inlined.value} = ${value}; `}break ${inlined.label}; }`, argument);
  return true;
}

function emitGroupVariable(
  e: Emission,
  node: Extract<AnyNode, { type: 'VariableDeclaration' }>,
  place: Place,
): boolean {
  const [declarator] = node.declarations;
  const parent = e.program.parent(node);
  const isStatement = parent?.type === 'BlockStatement' || parent?.type === 'SwitchCase' || parent?.type === 'Program';
  if (node.declarations.length !== 1 || !declarator?.init || !isStatement) return false;
  const call = inlinable(e, declarator.init);
  if (call === null) return false;
  const value = e.names.fresh('value');
  // `var`, since a case of a switch may be entered again.
  e.write(`var ${value} = void 0; `);
  emitGroup(e, call, place, value);
  if (isHoisted(e, node, place)) {
    e.write(' (', declarator);
    e.emit(declarator.id, place);
    e.write(` = ${value});`);
  } else {
    e.write(` ${node.kind} `, declarator);
    e.emit(declarator.id, place);
    e.write(` = ${value};`);
  }
  return true;
}

/** The call of `group` that an expression is, if its function can become a block. */
function inlinable(e: Emission, node: AnyNode): Call | null {
  if (node.type !== 'CallExpression' || node.arguments.length !== 2) return null;
  const body = node.arguments[1] as AnyNode;
  if (!isFunction(body) || e.marking.callForm(node).form !== 'group') return null;
  const fn = e.fn(body);
  if (body.async || body.generator || fn.usesNewTarget || body.params.some(({ type }) => type !== 'Identifier'))
    return null;
  if (body.type === 'FunctionExpression' && (fn.usesThis || fn.usesArguments || body.id)) return null;
  for (const binding of fn.scope.bindings.values()) {
    if (binding.declarations > 1 && (binding.kind === 'param' || binding.fn !== null)) return null;
  }
  return hasLabel(body.body as AnyNode) ? null : node;
}

function hasLabel(node: AnyNode): boolean {
  return node.type === 'LabeledStatement' || (!isFunction(node) && children(node).some(hasLabel));
}

/** Writes the block; `value` is the variable that gets what the function returns. */
function emitGroup(e: Emission, call: Call, place: Place, value: string | null): void {
  const [name, body] = call.arguments as [AnyNode, AnyNode];
  if (!isFunction(body)) return;
  const fn = e.fn(body);
  const label = e.names.fresh('group');
  const frame = e.names.fresh('frame');
  const hooks = e.names.fixed('hooks');
  const inlined: Inlined = { fn, label, value };
  const within: Place = { ...place, inlined };
  e.write(`${label}: { const ${frame} = ${hooks}.enter(`, call);
  e.emitArgument(name, place);
  e.write(`); try { ${hoistedNames(e, fn)}`, call);
  if (body.body.type === 'BlockStatement') {
    emitLinks(e, body.body.body);
    e.emitBetween(body.body.body, body.body.start + 1, body.body.end - 1, within);
  } else {
    e.write(value === null ? '(' : `${value} = (`, body.body);
    e.emit(body.body as AnyNode, within);
    e.write(');');
  }
  e.write(` } finally { ${hooks}.leave(${frame}); } }`, call);
}

/** What the function's parameters and `var`s become: variables of the block. */
function hoistedNames(e: Emission, fn: Fn): string {
  const names: string[] = [];
  for (const binding of fn.scope.bindings.values()) {
    if (binding.kind !== 'param' && binding.kind !== 'var') continue;
    names.push(binding.name);
    const declared = fnOf(e, binding.init);
    if (binding.kind === 'var' && declared !== null && declared.binding === binding) {
      names.push(e.names.twin(declared));
      if (isValueUsed(e, declared)) names.push(linkName(e, declared));
    }
  }
  return names.length === 0 ? '' : `let ${names.join(', ')}; `;
}

function fnOf(e: Emission, init: AnyNode | null): Fn | null {
  if (init === null || !isFunction(init)) return null;
  const fn = e.fn(init);
  return e.needsTwin(fn) ? fn : null;
}

/** Whether a declaration's variables are those of an inlined function, declared at the start of its block already. */
function isHoisted(e: Emission, node: Extract<AnyNode, { type: 'VariableDeclaration' }>, place: Place): boolean {
  const region = e.program.regions.get(node);
  return node.kind === 'var' && place.inlined !== null && region?.fn === place.inlined.fn;
}

/** A `var` of an inlined function: the assignments that are left of it. */
function emitHoisted(e: Emission, node: Extract<AnyNode, { type: 'VariableDeclaration' }>, place: Place): boolean {
  if (!isHoisted(e, node, place)) return false;
  const parent = e.program.parent(node);
  const isForEach = (parent?.type === 'ForInStatement' || parent?.type === 'ForOfStatement') && parent.left === node;
  const isFor = parent?.type === 'ForStatement' && parent.init === node;
  const assignments = node.declarations.filter(({ init }) => init);
  if (isForEach) e.emit((node.declarations[0] as Extract<AnyNode, { type: 'VariableDeclarator' }>).id, place);
  else if (assignments.length > 0) {
    e.write('(', node);
    assignments.forEach((declarator, index) => {
      if (index > 0) e.write(', ');
      e.emit(declarator, place);
    });
    e.write(')');
  }
  if (!isForEach && !isFor) e.write(';');
  return true;
}
