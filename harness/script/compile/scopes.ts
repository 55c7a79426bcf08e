import type { AnyNode, FunctionNode, Node } from './syntax.ts';

/** Code that runs as one piece: a function's body, its parameters, a class field, the top level of the script. */
export interface Region {
  /** The function that the code belongs to; null at the top level. */
  readonly fn: Fn | null;
  /** Why this code cannot be suspended (`a constructor`); null if it can, as a twin. */
  readonly obstacle: string | null;
}

/** A function of the script. */
export interface Fn {
  readonly node: FunctionNode;
  /** Its method or property node, where it is one. */
  readonly member: Extract<AnyNode, { type: 'MethodDefinition' | 'Property' }> | null;
  readonly scope: Scope;
  /** The code that creates it. */
  readonly outer: Region;
  readonly obstacle: string | null;
  /** Unique. */
  readonly index: number;
  /** What it, or an arrow function in it, takes from the function around it. */
  usesThis: boolean;
  usesArguments: boolean;
  usesSuper: boolean;
  usesNewTarget: boolean;
  /** The name by which other code can reach its twin, or null. */
  binding: Binding | null;
}

export interface Scope {
  readonly parent: Scope | null;
  /** The function that owns the scope; null at the top level. */
  readonly fn: Fn | null;
  readonly isVarScope: boolean;
  readonly bindings: Map<string, Binding>;
}

export type BindingKind = 'var' | 'let' | 'const' | 'function' | 'class' | 'param' | 'catch' | 'import' | 'self';

export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  readonly scope: Scope;
  declarations: number;
  /** Assignments besides the initialiser. */
  writes: number;
  /** The initialiser of `const name = init`. */
  init: AnyNode | null;
  /** `const { member: name } = source`. */
  pick: { readonly source: AnyNode; readonly member: string } | null;
  /** The function that a declaration makes. */
  fn: Fn | null;
  /** Null member: the namespace. */
  imported: { readonly module: string; readonly member: string | null } | null;
  readonly references: Reference[];
}

export interface Reference {
  readonly node: Extract<AnyNode, { type: 'Identifier' }>;
  readonly region: Region;
  /** Null: a global name. */
  binding: Binding | null;
  readonly isWrite: boolean;
}

/** A use of the script's text that the passes look at. */
export interface Site<N extends Node = AnyNode> {
  readonly node: N;
  readonly region: Region;
}

export function declare(scope: Scope, name: string, kind: BindingKind): Binding {
  let target = scope;
  if (kind === 'var') while (!target.isVarScope) target = target.parent as Scope;
  let binding = target.bindings.get(name);
  if (binding === undefined) {
    binding = {
      name,
      kind,
      scope: target,
      declarations: 0,
      writes: 0,
      init: null,
      pick: null,
      fn: null,
      imported: null,
      references: [],
    };
    target.bindings.set(name, binding);
  }
  binding.declarations++;
  return binding;
}

export function lookUp(scope: Scope, name: string): Binding | null {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const binding = at.bindings.get(name);
    if (binding !== undefined) return binding;
  }
  return null;
}

/** Whether a name always means what its one declaration says. */
export function isConstant(binding: Binding): boolean {
  return binding.declarations === 1 && binding.writes === 0 && binding.kind !== 'param' && binding.kind !== 'catch';
}
