import { OWN_GLOBAL } from './global-names.ts';
import { declarePattern } from './hoisting.ts';
import { EVENT_LOOP_FUNCTIONS } from './k6-surface.ts';
import type { Marking } from './marking.ts';
import type { ScriptProgram } from './program.ts';
import { type Binding, type Fn, isConstant, type Reference, type Scope } from './scopes.ts';
import { type AnyNode, children, isFunction, type Node, staticName } from './syntax.ts';

/** What declares slots: a declarator, a class or a function. */
type Filler = Extract<AnyNode, { type: 'VariableDeclarator' | 'ClassDeclaration' | 'FunctionDeclaration' }>;

/** Methods of functions that leave nothing on them. */
const HARMLESS_METHODS: ReadonlySet<string | null> = new Set(['apply', 'call']);
/** What V8 calls back itself, from its microtasks or its garbage collection; and what reads names that are not written down. */
const UNSEEN = /\b(fromAsync|waitAsync|FinalizationRegistry|eval)\b/;

/**
 * What all VUs have in common. Each has top-level values of its own, as in k6; but the functions that a script defines at its top level, and
 * its literals, are made once: a VU then costs no closures, and V8 knows which function a call means. Top-level names that shared functions
 * use are *slots*: shared variables, which get the values of a VU whenever it is its turn.
 *
 * A function stays with its VU if something could be left on it (a property, a prototype), if it uses `globalThis` or `import.meta`,
 * which each VU has of its own, or if it refers to what can be no slot. Nothing is shared by a script whose code may run at moments that
 * nobody knows of, since it would find the values of another VU, or that reads names by `eval`.
 */
export class Sharing {
  #program: ScriptProgram;
  #marking: Marking;
  #needsTwin: (fn: Fn) => boolean;
  #top: Scope;
  #functions = new Map<Binding, Fn>();
  #literals = new Set<Binding>();
  /** What can be a slot, by what declares it. */
  #fillers = new Map<Binding, Filler>();
  #slots = new Map<Binding, Filler>();
  /** The uses of top-level names in each top-level statement. */
  #uses = new Map<Node, Reference[]>();

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
    const used = new Set<Filler>();
    for (const fn of this.#functions.values()) {
      for (const { binding } of this.#usesIn(fn))
        if (binding && !this.#isCommon(binding)) used.add(this.#fillers.get(binding) as Filler);
    }
    // What one pattern declares is all of one kind.
    for (const [binding, filler] of this.#fillers) if (used.has(filler)) this.#slots.set(binding, filler);
  }

  /** Whether a top-level statement is made once for all VUs. */
  isShared(node: AnyNode): boolean {
    const binding = this.#declaredBy(node);
    return binding !== null && (this.#functions.has(binding) || this.#literals.has(binding));
  }

  /** The names of the slots. */
  get slots(): string[] {
    return [...this.#slots.keys()].map(({ name }) => name);
  }

  /** Those that may get other values than the init code gives them. */
  get changingSlots(): string[] {
    return [...this.#slots.keys()].filter(({ writes }) => writes > 0).map(({ name }) => name);
  }

  /** Whether a declarator, class or function declares slots: it is then written as an assignment. */
  declaresSlots(node: AnyNode): boolean {
    for (const filler of this.#slots.values()) if (filler === node) return true;
    return false;
  }

  #sort(node: AnyNode): void {
    if (node.type === 'VariableDeclaration') {
      for (const declarator of node.declarations) this.#addFillers(declarator, node.kind === 'const');
    } else if ((node.type === 'ClassDeclaration' || node.type === 'FunctionDeclaration') && node.id) {
      const binding = this.#top.bindings.get(node.id.name) as Binding;
      if (isConstant(binding)) this.#fillers.set(binding, node as Filler);
    }
    const binding = this.#declaredBy(node);
    if (binding === null) return;
    const { init } = binding;
    if (init !== null && isPrimitive(init)) this.#literals.add(binding);
    const fn = binding.fn ?? (init !== null && isFunction(init) ? this.#program.fns.get(init) : undefined);
    // The prototype of a generator function can be reached from what it makes.
    if (fn === undefined || fn.node.generator || this.#usesOwn(fn)) return;
    const self = fn.scope.parent?.bindings.get(fn.node.id?.name ?? '');
    const references = [...binding.references, ...(self?.kind === 'self' ? self.references : [])];
    if (references.every(({ node: use }) => this.#isHarmless(use))) this.#functions.set(binding, fn);
  }

  #addFillers(declarator: Extract<AnyNode, { type: 'VariableDeclarator' }>, isConst: boolean): void {
    const declared: Scope = { parent: null, fn: null, isVarScope: true, bindings: new Map() };
    declarePattern(declarator.id, declared, 'var');
    const bindings = [...declared.bindings.keys()].map(name => this.#top.bindings.get(name) as Binding);
    // An assignment to a constant is to fail.
    if (!bindings.every(({ declarations, writes }) => declarations === 1 && !(isConst && writes > 0))) return;
    for (const binding of bindings) this.#fillers.set(binding, declarator);
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
      return node.type === 'Identifier' && node.name === OWN_GLOBAL;
    });
  }

  /** Whether a use of a function's name can leave nothing on the function: it is called, exported, or the body of a group or timer. */
  #isHarmless(node: AnyNode): boolean {
    const parent = this.#program.parent(node);
    if (parent?.type === 'ExportNamedDeclaration') return true;
    if (parent?.type === 'MemberExpression') {
      const call = this.#program.parent(parent);
      const isCallee = call?.type === 'CallExpression' && call.callee === parent;
      const name = staticName(parent.property as AnyNode, parent.computed);
      return isCallee && parent.object === node && HARMLESS_METHODS.has(name);
    }
    if (parent?.type !== 'CallExpression') return false;
    if (parent.callee === node) return true;
    const value = this.#marking.value(parent.callee as AnyNode);
    if (value.is === 'member') return value.member === 'group' && parent.arguments[1] === node;
    return value.is === 'global' && EVENT_LOOP_FUNCTIONS.has(value.name) && parent.arguments[0] === node;
  }

  #readUses(): void {
    for (const reference of this.#program.references.values()) {
      if (reference.binding?.scope !== this.#top) continue;
      const statement = this.#statementOf(reference.node);
      const uses = this.#uses.get(statement);
      if (uses === undefined) this.#uses.set(statement, [reference]);
      else uses.push(reference);
    }
  }

  #statementOf(node: AnyNode): AnyNode {
    let at = node;
    for (let parent = this.#program.parent(at); parent?.type !== 'Program' && parent; parent = this.#program.parent(at))
      at = parent;
    return at;
  }

  #usesIn(fn: Fn): readonly Reference[] {
    return this.#uses.get(this.#statementOf(fn.node)) ?? [];
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
    // A call of what has a twin is written as a call of the twin, which is no slot.
    if (value.is === 'function' && this.#needsTwin(value.fn) && !this.#functions.has(value.fn.binding as Binding))
      return false;
    return this.#isCommon(binding as Binding) || this.#fillers.has(binding as Binding);
  }

  #isCommon(binding: Binding): boolean {
    return binding.kind === 'import' || this.#literals.has(binding) || this.#functions.has(binding);
  }
}

function runsUnseen(program: ScriptProgram): boolean {
  for (const { node } of program.fns.values()) if (node.async && node.generator) return true;
  return UNSEEN.test(program.code);
}

function isPrimitive(node: AnyNode): boolean {
  if (node.type === 'TemplateLiteral') return node.expressions.length === 0;
  if (node.type === 'UnaryExpression') return node.operator === '-' && isPrimitive(node.argument);
  return node.type === 'Literal' && !('regex' in node);
}

function contains(node: AnyNode, test: (node: AnyNode) => boolean): boolean {
  return test(node) || children(node).some(child => contains(child, test));
}
