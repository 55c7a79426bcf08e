import { declarePattern } from './hoisting.ts';
import { EVENT_LOOP_FUNCTIONS } from './k6-surface.ts';
import type { Marking } from './marking.ts';
import type { ScriptProgram } from './program.ts';
import { type Binding, type Fn, isConstant, type Reference, type Scope } from './scopes.ts';
import { type AnyNode, children, isFunction, type Node, staticName } from './syntax.ts';

/** What may be read of a function's value: nobody can leave anything on it so. */
const HARMLESS_MEMBERS: ReadonlySet<string | null> = new Set(['apply', 'call', 'length', 'name']);

/**
 * What all VUs have in common. Each has top-level values of its own, as in k6; but the functions that a script defines at its top level, and
 * its literals, are made once: a VU then costs no closures, and V8 knows which function a call means. A shared function reaches what is its
 * VU's through *slots*, fields of one object that the script gets anew with each VU that runs.
 *
 * A function stays with its VU if something could be left on it (a property, a prototype), if it uses `globalThis` or `import.meta`,
 * which each VU has of its own, or if it refers to what has no slot. Nothing is shared by a script whose code may run at moments that nobody
 * knows of, since it would find the slots of another VU, or that reads names by `eval`.
 */
export class Sharing {
  #program: ScriptProgram;
  #marking: Marking;
  #needsTwin: (fn: Fn) => boolean;
  #top: Scope;
  #functions = new Map<Binding, Fn>();
  #literals = new Set<Binding>();
  /** What can have a slot, with the top-level statement that gives it its value; null for `var x;`. */
  #fillers = new Map<Binding, AnyNode | null>();
  #slots = new Set<Binding>();
  /** The uses of top-level names in each function of the top level. */
  #uses = new Map<Fn, Reference[]>();

  /** @param needsTwin whether a function is compiled into a plain form and a twin. */
  constructor(program: ScriptProgram, marking: Marking, needsTwin: (fn: Fn) => boolean) {
    this.#program = program;
    this.#marking = marking;
    this.#needsTwin = needsTwin;
    this.#top = program.scopes.get(program.ast) as Scope;
    if (runsUnseen(program)) return;
    for (const node of program.ast.body) this.#sort(node as AnyNode);
    this.#readUses();
    while (this.#remove());
    for (const fn of this.#functions.values()) {
      for (const { binding } of this.#usesIn(fn)) if (binding && !this.#isCommon(binding)) this.#slots.add(binding);
    }
  }

  /** Whether a top-level statement is made once for all VUs. */
  isShared(node: AnyNode): boolean {
    const binding = this.#declaredBy(node);
    return binding !== null && (this.#functions.has(binding) || this.#literals.has(binding));
  }

  /** The names that have slots. */
  get slots(): string[] {
    return [...this.#slots].map(({ name }) => name);
  }

  /** The names that have slots and get their values from a top-level statement. */
  filledBy(node: AnyNode): string[] {
    return [...this.#slots].filter(binding => this.#fillers.get(binding) === node).map(({ name }) => name);
  }

  /** Whether a name is written as its slot: in shared code, and everywhere if its value changes. */
  isSlot(node: Node): boolean {
    const reference = this.#program.references.get(node);
    if (!reference?.binding || !this.#slots.has(reference.binding)) return false;
    return reference.binding.writes > 0 || this.#functions.has(rootOf(reference)?.binding as Binding);
  }

  #sort(node: AnyNode): void {
    if (node.type === 'VariableDeclaration') {
      for (const { id, init } of node.declarations) this.#addFillers(id, init ? node : null);
    } else if ((node.type === 'ClassDeclaration' || node.type === 'FunctionDeclaration') && node.id) {
      const binding = this.#top.bindings.get(node.id.name) as Binding;
      if (isConstant(binding)) this.#fillers.set(binding, node);
    }
    const binding = this.#declaredBy(node);
    if (binding === null) return;
    const { init } = binding;
    if (init !== null && isPrimitive(init)) this.#literals.add(binding);
    const fn = binding.fn ?? (init !== null && isFunction(init) ? this.#program.fns.get(init) : undefined);
    if (fn === undefined || this.#usesOwn(fn)) return;
    const self = fn.scope.parent?.bindings.get(fn.node.id?.name ?? '');
    const references = [...binding.references, ...(self?.kind === 'self' ? self.references : [])];
    if (references.every(({ node: use }) => this.#isHarmless(use))) this.#functions.set(binding, fn);
  }

  #addFillers(pattern: AnyNode, node: AnyNode | null): void {
    const declared: Scope = { parent: null, fn: null, isVarScope: true, bindings: new Map() };
    declarePattern(pattern, declared, 'var');
    for (const name of declared.bindings.keys()) {
      const binding = this.#top.bindings.get(name) as Binding;
      if (binding.declarations === 1) this.#fillers.set(binding, node);
    }
  }

  /** What a statement declares, if it is one thing for good: a function, or `var x = init`. */
  #declaredBy(node: AnyNode): Binding | null {
    let id: AnyNode | null | undefined = null;
    if (node.type === 'FunctionDeclaration') id = node.id;
    else if (node.type === 'VariableDeclaration' && node.declarations.length === 1) id = node.declarations[0]?.id;
    const binding = id?.type === 'Identifier' ? this.#top.bindings.get(id.name) : undefined;
    return binding !== undefined && isConstant(binding) ? binding : null;
  }

  #usesOwn(fn: Fn): boolean {
    return contains(fn.node, node => {
      if (node.type === 'MetaProperty') return node.meta.name === 'import';
      return node.type === 'Identifier' && node.name === 'globalThis';
    });
  }

  /** Whether a use of a function's name can leave nothing on the function. */
  #isHarmless(node: AnyNode): boolean {
    const parent = this.#program.parent(node);
    if (parent?.type === 'ExportNamedDeclaration') return true;
    if (parent?.type === 'MemberExpression')
      return parent.object === node && HARMLESS_MEMBERS.has(staticName(parent.property as AnyNode, parent.computed));
    if (parent?.type !== 'CallExpression') return false;
    if (parent.callee === node) return true;
    const value = this.#marking.value(parent.callee as AnyNode);
    return value.is === 'member' || (value.is === 'global' && EVENT_LOOP_FUNCTIONS.has(value.name));
  }

  #readUses(): void {
    for (const reference of this.#program.references.values()) {
      const root = rootOf(reference);
      if (root === null || reference.binding?.scope !== this.#top) continue;
      const uses = this.#uses.get(root);
      if (uses === undefined) this.#uses.set(root, [reference]);
      else uses.push(reference);
    }
  }

  #usesIn(fn: Fn): readonly Reference[] {
    return this.#uses.get(fn) ?? [];
  }

  /** Takes out the functions that refer to what they cannot reach. @returns whether there were any. */
  #remove(): boolean {
    const before = this.#functions.size;
    for (const [binding, fn] of this.#functions)
      if (!this.#usesIn(fn).every(use => this.#isReached(use))) this.#functions.delete(binding);
    return this.#functions.size < before;
  }

  #isReached({ node, binding }: Reference): boolean {
    const value = this.#marking.value(node);
    // A call of what has a twin is written as a call of the twin, which has no slot.
    if (value.is === 'function' && this.#needsTwin(value.fn) && !this.#functions.has(value.fn.binding as Binding))
      return false;
    return this.#isCommon(binding as Binding) || this.#fillers.has(binding as Binding);
  }

  #isCommon(binding: Binding): boolean {
    return binding.kind === 'import' || this.#literals.has(binding) || this.#functions.has(binding);
  }
}

/** The function of the top level that a name is used in. */
function rootOf({ region }: Reference): Fn | null {
  let root = region.fn;
  while (root?.outer.fn) root = root.outer.fn;
  return root;
}

/** What V8 itself calls back, from its microtasks or its garbage collection, and what reads names that are not written down. */
const UNSEEN_GLOBALS: ReadonlySet<string> = new Set(['eval', 'FinalizationRegistry']);
const UNSEEN_MEMBERS: ReadonlySet<string | null> = new Set(['fromAsync', 'waitAsync']);

function runsUnseen(program: ScriptProgram): boolean {
  for (const { node } of program.fns.values()) if (node.async && node.generator) return true;
  for (const { node, binding } of program.references.values())
    if (binding === null && UNSEEN_GLOBALS.has(node.name)) return true;
  return program.members.some(({ node }) => UNSEEN_MEMBERS.has(staticName(node.property as AnyNode, node.computed)));
}

function isPrimitive(node: AnyNode): boolean {
  if (node.type === 'TemplateLiteral') return node.expressions.length === 0;
  if (node.type === 'UnaryExpression') return node.operator === '-' && isPrimitive(node.argument);
  return node.type === 'Literal' && !('regex' in node);
}

function contains(node: AnyNode, test: (node: AnyNode) => boolean): boolean {
  return test(node) || children(node).some(child => contains(child, test));
}
