import { type BindingKind, declare, type Scope } from './scopes.ts';
import { type AnyNode, children, isFunction } from './syntax.ts';

/** Declares what a list of statements declares for its whole block. */
export function hoist(body: readonly AnyNode[], scope: Scope): void {
  for (const node of body) {
    if (node.type === 'FunctionDeclaration' && node.id) declare(scope, node.id.name, 'function');
    else if (node.type === 'ClassDeclaration' && node.id) declare(scope, node.id.name, 'class');
    else if (node.type === 'VariableDeclaration' && node.kind !== 'var') {
      for (const { id } of node.declarations) declarePattern(id, scope, node.kind === 'let' ? 'let' : 'const');
    }
  }
}

/** Declares every `var` of a function, wherever it stands. */
export function hoistVars(node: AnyNode, scope: Scope): void {
  if (isFunction(node) || node.type === 'ClassBody') return;
  if (node.type === 'VariableDeclaration' && node.kind === 'var') {
    for (const { id } of node.declarations) declarePattern(id, scope, 'var');
  }
  for (const child of children(node)) hoistVars(child, scope);
}

export function declarePattern(pattern: AnyNode, scope: Scope, kind: BindingKind): void {
  if (pattern.type === 'Identifier') declare(scope, pattern.name, kind);
  else if (pattern.type === 'AssignmentPattern') declarePattern(pattern.left, scope, kind);
  else if (pattern.type === 'RestElement') declarePattern(pattern.argument, scope, kind);
  else if (pattern.type === 'ArrayPattern') {
    for (const element of pattern.elements) if (element) declarePattern(element, scope, kind);
  } else if (pattern.type === 'ObjectPattern') {
    for (const property of pattern.properties) {
      declarePattern(property.type === 'Property' ? property.value : property.argument, scope, kind);
    }
  }
}
