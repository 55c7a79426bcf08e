import {
  blocks,
  CALLBACK_METHODS,
  EVENT_LOOP_FUNCTIONS,
  EVENT_LOOP_METHODS,
  holdingMembers,
  isGroup,
  isSession,
  isWaitingMethod,
} from './k6-surface.ts';
import type { ScriptProgram } from './program.ts';
import type { Fn, Region } from './scopes.ts';
import { type AnyNode, isFunction, type Node, staticName } from './syntax.ts';
import { knownValue, type Value } from './values.ts';

type Call = Extract<AnyNode, { type: 'CallExpression' }>;

/** How a call is compiled where the code around it can be suspended. */
export type CallForm =
  /** It never blocks, as far as can be seen; if it does, the plain form says so when it runs. */
  | { readonly form: 'plain' }
  | { readonly form: 'blocking'; readonly module: string; readonly member: string }
  /** It holds the VU, and calls functions of the script meanwhile. */
  | { readonly form: 'session'; readonly module: string; readonly member: string }
  | { readonly form: 'group' }
  | { readonly form: 'twin'; readonly fn: Fn }
  /** `o.#method()`. */
  | { readonly form: 'private'; readonly fn: Fn }
  /** Looks for a twin when it runs. */
  | { readonly form: 'dynamic' };

const PLAIN: CallForm = { form: 'plain' };
const DYNAMIC: CallForm = { form: 'dynamic' };

/** Where the value of an expression goes. */
type Flow = { readonly to: 'nowhere' } | { readonly to: 'name'; readonly name: string } | { readonly to: 'anywhere' };

/**
 * Which functions may block, by a fixpoint: those that call a blocking function, a marked one, a method under whose name a marked one was
 * stored, or, once a marked one has gone where it cannot be followed, any value that is not known. Too many marks cost time, never
 * correctness; a mark too few ends in an error when the call is made, never in a call that does not wait.
 */
export class Marking {
  #program: ScriptProgram;
  #marked = new Set<Fn>();
  #stored = new Set<string>();
  /** A marked function is where it cannot be followed. */
  #escaped = false;
  /** It may be a property of any name. */
  #anyName = false;
  #values = new Map<Node, Value>();
  #methods: Set<string> | null = null;

  /** @param modules of k6, that the script imports */
  constructor(program: ScriptProgram, modules: readonly string[]) {
    this.#program = program;
    for (const { node } of program.members) {
      const name = staticName(node.property as AnyNode, node.computed);
      if (name !== null && isWaitingMethod(name, modules)) this.#stored.add(name);
    }
    while (this.#round());
  }

  isMarked(fn: Fn): boolean {
    return this.#marked.has(fn);
  }

  /** What an expression is known to be. */
  value(node: AnyNode): Value {
    let value = this.#values.get(node);
    if (value === undefined) this.#values.set(node, (value = knownValue(this.#program, node)));
    return value;
  }

  /** Whether an expression may give a function that has a twin. */
  mayBeMarked(node: AnyNode): boolean {
    if (node.type === 'SpreadElement') return this.#escaped;
    if (node.type === 'ConditionalExpression')
      return this.mayBeMarked(node.consequent) || this.mayBeMarked(node.alternate);
    if (node.type === 'LogicalExpression') return this.mayBeMarked(node.left) || this.mayBeMarked(node.right);
    const value = this.value(node);
    switch (value.is) {
      case 'function':
      case 'private':
        return this.#marked.has(value.fn);
      case 'member':
        return holdingMembers(value.module).includes(value.member);
      case 'unknown':
        return this.#escaped;
      case 'global':
      case 'inert':
      case 'namespace':
      case 'default':
        return false;
    }
  }

  callForm(call: Call): CallForm {
    const { callee } = call;
    if (callee.type === 'Super') return PLAIN;
    const value = this.value(callee as AnyNode);
    switch (value.is) {
      case 'function':
        return this.#marked.has(value.fn) ? { form: 'twin', fn: value.fn } : PLAIN;
      case 'private':
        return this.#marked.has(value.fn) ? { form: 'private', fn: value.fn } : PLAIN;
      case 'member': {
        const { module, member } = value;
        if (blocks(module, member)) return { form: 'blocking', module, member };
        if (isSession(module, member)) return { form: 'session', module, member };
        const body = call.arguments[1];
        return isGroup(module, member) && body !== undefined && this.mayBeMarked(body) ? { form: 'group' } : PLAIN;
      }
      case 'global':
      case 'inert':
      case 'namespace':
      case 'default':
        return PLAIN;
      case 'unknown':
        return this.#unknownCall(call);
    }
  }

  /** Whether a `new Promise(…)` is given a function that may block. */
  isBlockingPromise(node: Extract<AnyNode, { type: 'NewExpression' }>): boolean {
    const value = this.value(node.callee as AnyNode);
    const [executor] = node.arguments;
    return value.is === 'global' && value.name === 'Promise' && executor !== undefined && this.mayBeMarked(executor);
  }

  /** Whether a call is `f.bind(…)` of what may be marked. */
  isBind(call: Call): boolean {
    const { callee } = call;
    return (
      callee.type === 'MemberExpression' &&
      staticName(callee.property as AnyNode, callee.computed) === 'bind' &&
      callee.object.type !== 'Super' &&
      this.mayBeMarked(callee.object)
    );
  }

  /** Whether the script has a function of that name itself, so that a call may mean it instead of the built-in. */
  definesMethod(name: string): boolean {
    if (this.#methods === null) {
      this.#methods = new Set();
      for (const node of this.#program.parents.keys()) {
        if (node.type !== 'MethodDefinition' && node.type !== 'Property' && node.type !== 'PropertyDefinition')
          continue;
        const { key, computed } = node as Extract<AnyNode, { type: 'MethodDefinition' }>;
        const defined = staticName(key, computed);
        if (defined !== null) this.#methods.add(defined);
      }
      for (const { node } of this.#program.members) {
        const parent = this.#program.parent(node);
        const name = isTarget(node, parent) ? staticName(node.property as AnyNode, node.computed) : null;
        if (name !== null) this.#methods.add(name);
      }
    }
    return this.#methods.has(name);
  }

  #unknownCall(call: Call): CallForm {
    const { callee } = call;
    if (callee.type !== 'MemberExpression') return this.#escaped ? DYNAMIC : PLAIN;
    const name = staticName(callee.property as AnyNode, callee.computed);
    // `list[0]()`: an array's elements have no names.
    if (name === null || /^\d+$/.test(name)) return this.#escaped || this.#stored.size > 0 ? DYNAMIC : PLAIN;
    if (this.#stored.has(name)) return DYNAMIC;
    const isGlobal = callee.object.type !== 'Super' && this.value(callee.object).is === 'global';
    const callsArgument = CALLBACK_METHODS.has(name) || (isGlobal && (name === 'from' || name === 'apply'));
    if (callsArgument && call.arguments.some(argument => this.mayBeMarked(argument))) return DYNAMIC;
    if (isGlobal || callee.object.type === 'Super') return PLAIN;
    if ((name === 'call' || name === 'apply') && this.mayBeMarked(callee.object)) return DYNAMIC;
    return this.#anyName && !CALLBACK_METHODS.has(name) ? DYNAMIC : PLAIN;
  }

  #round(): boolean {
    const before = this.#size();
    const { calls, news, fns } = this.#program;
    for (const { node, region } of calls) {
      if (this.callForm(node).form !== 'plain') this.#mark(region);
      if (this.isBind(node)) this.#escaped = true;
    }
    for (const { node, region } of news) if (this.isBlockingPromise(node)) this.#mark(region);
    for (const fn of fns.values()) if (this.#marked.has(fn)) this.#spread(fn);
    this.#spreadImports();
    this.#spreadMembers();
    return this.#size() !== before;
  }

  #size(): number {
    return this.#marked.size + this.#stored.size + (this.#escaped ? 1 : 0) + (this.#anyName ? 1 : 0);
  }

  #mark(region: Region): void {
    if (region.obstacle === null && region.fn !== null && !region.fn.usesNewTarget) this.#marked.add(region.fn);
  }

  /** Follows a marked function to where its value goes. */
  #spread(fn: Fn): void {
    const { member, node } = fn;
    if (member !== null) {
      const name = staticName(member.key, member.computed);
      if (name !== null) this.#stored.add(name);
      // Unlike a class's methods, an object's are often taken out again, by Object.values and the like.
      if (member.type === 'Property') this.#escaped = true;
    } else if (node.type !== 'FunctionDeclaration') this.#follow(node);
    for (const scope of [fn.binding, node.type === 'FunctionExpression' ? this.#self(fn) : null]) {
      if (scope === null) continue;
      for (const { node: use, isWrite } of scope.references) if (!isWrite) this.#follow(use);
    }
  }

  #self(fn: Fn) {
    const { id } = fn.node;
    return id ? (fn.scope.parent?.bindings.get(id.name) ?? null) : null;
  }

  /** Blocking functions of k6 used as values, and whole modules. */
  #spreadImports(): void {
    for (const [node, { isWrite }] of this.#program.references) {
      if (isWrite) continue;
      const value = this.value(node as AnyNode);
      if (value.is === 'member') {
        if (this.mayBeMarked(node as AnyNode)) this.#follow(node as AnyNode);
      } else if (value.is === 'namespace' || value.is === 'default') this.#moduleUsed(node as AnyNode, value.module);
    }
  }

  #moduleUsed(node: AnyNode, module: string): void {
    const parent = this.#program.parent(node);
    if (parent?.type === 'MemberExpression' && parent.object === node) {
      if (staticName(parent.property as AnyNode, parent.computed) !== null) return;
    } else if (this.#flow(node).to === 'nowhere') return;
    const members = holdingMembers(module);
    for (const member of members) this.#stored.add(member);
    if (members.length > 0) this.#escaped = true;
  }

  #spreadMembers(): void {
    const { members, parents } = this.#program;
    for (const { node } of members) {
      const parent = parents.get(node);
      const isCallee = parent?.type === 'CallExpression' && parent.callee === node;
      const value = this.value(node);
      if (value.is === 'member') {
        if (!isCallee && this.mayBeMarked(node)) this.#follow(node);
      } else if (value.is === 'default') this.#moduleUsed(node, value.module);
      const name = staticName(node.property as AnyNode, node.computed);
      if (!isCallee && name !== null && this.#stored.has(name) && !isTarget(node, parent)) this.#escaped = true;
      if (parent?.type === 'AssignmentExpression' && parent.left === node) this.#store(node, parent.right);
    }
    for (const [node, parent] of parents) {
      if (node.type === 'Property' && parent.type === 'ObjectExpression') this.#storeProperty(node as never);
      else if (node.type === 'Property' && parent.type === 'ObjectPattern') {
        const { key, computed } = node as Extract<AnyNode, { type: 'Property' }>;
        const name = staticName(key, computed);
        if (this.#stored.size > 0 && (name === null || this.#stored.has(name))) this.#escaped = true;
      } else if (node.type === 'PropertyDefinition') {
        const { key, computed, value } = node as Extract<AnyNode, { type: 'PropertyDefinition' }>;
        if (value && this.mayBeMarked(value)) {
          this.#storeName(staticName(key, computed));
          this.#escaped = true;
        }
      } else if (node.type === 'MethodDefinition' && (node as { kind?: string }).kind === 'get' && this.#escaped) {
        const { key, computed } = node as Extract<AnyNode, { type: 'MethodDefinition' }>;
        this.#storeName(staticName(key, computed));
      }
    }
    if (this.#escaped && this.#usesReflection()) this.#anyName = true;
  }

  #storeProperty(node: Extract<AnyNode, { type: 'Property' }>): void {
    const getter = node.kind === 'get' && this.#escaped;
    // esbuild's namespace objects: `__export(x, { f: () => f })`.
    const { value } = node;
    const given =
      isFunction(value) && value.body.type === 'Identifier' && this.#isNamespace(node)
        ? (value.body as AnyNode)
        : value;
    if (getter || (node.kind === 'init' && this.mayBeMarked(given))) {
      this.#storeName(staticName(node.key, node.computed));
      this.#escaped = true;
    }
  }

  #isNamespace(property: Node): boolean {
    const object = this.#program.parent(property);
    const call = object && this.#program.parent(object);
    return call?.type === 'CallExpression' && call.callee.type === 'Identifier' && call.callee.name === '__export';
  }

  #store(target: Extract<AnyNode, { type: 'MemberExpression' }>, value: AnyNode): void {
    if (!this.mayBeMarked(value)) return;
    this.#storeName(staticName(target.property as AnyNode, target.computed));
    this.#escaped = true;
  }

  #storeName(name: string | null): void {
    if (name === null) this.#anyName = true;
    else this.#stored.add(name);
  }

  #usesReflection(): boolean {
    for (const { node } of this.#program.members) {
      if (node.object.type !== 'Identifier' || this.value(node.object).is !== 'global') continue;
      const name = staticName(node.property as AnyNode, node.computed);
      if (node.object.name === 'Reflect' && name !== 'ownKeys') return true;
      if (node.object.name === 'Object' && name !== null && /^(fromEntries|definePropert(y|ies))$/.test(name))
        return true;
    }
    return [...this.#program.references.values()].some(
      ({ node, binding }) => binding === null && node.name === 'Proxy',
    );
  }

  #follow(node: AnyNode): void {
    const flow = this.#flow(node);
    if (flow.to === 'anywhere') this.#escaped = true;
    else if (flow.to === 'name') this.#stored.add(flow.name);
  }

  /** Where the value of `node` goes. Properties, fields and assignments to members are seen to elsewhere. */
  #flow(node: AnyNode): Flow {
    const parent = this.#program.parent(node);
    if (parent === null) return { to: 'nowhere' };
    switch (parent.type) {
      case 'CallExpression':
        return parent.callee === node ? { to: 'nowhere' } : this.#argumentFlow(parent);
      case 'NewExpression': {
        const value = this.value(parent.callee as AnyNode);
        const isOurs = parent.callee === node || (value.is === 'global' && value.name === 'Promise');
        return { to: isOurs ? 'nowhere' : 'anywhere' };
      }
      case 'VariableDeclarator':
        return { to: parent.id.type === 'Identifier' && this.#isConstantName(parent.id) ? 'nowhere' : 'anywhere' };
      case 'AssignmentExpression':
        return { to: parent.left.type === 'MemberExpression' ? 'nowhere' : 'anywhere' };
      case 'MemberExpression':
      case 'ExpressionStatement':
      case 'Property':
      case 'PropertyDefinition':
      case 'MethodDefinition':
      case 'ExportNamedDeclaration':
      case 'ExportSpecifier':
      case 'UnaryExpression':
      case 'BinaryExpression':
      case 'IfStatement':
      case 'TemplateLiteral':
        return { to: 'nowhere' };
      default:
        return { to: 'anywhere' };
    }
  }

  #isConstantName(id: Extract<AnyNode, { type: 'Identifier' }>): boolean {
    const declarator = this.#program.parent(id);
    return declarator?.type === 'VariableDeclarator' && this.#program.isConstantDeclarator(declarator);
  }

  #argumentFlow(call: Call): Flow {
    const { callee } = call;
    if (callee.type === 'Super') return { to: 'anywhere' };
    const value = this.value(callee as AnyNode);
    if (value.is === 'member') return { to: 'nowhere' };
    if (value.is === 'global') return { to: EVENT_LOOP_FUNCTIONS.has(value.name) ? 'nowhere' : 'anywhere' };
    if (callee.type === 'MemberExpression') {
      const name = staticName(callee.property as AnyNode, callee.computed);
      const isBuiltin = name !== null && (CALLBACK_METHODS.has(name) || EVENT_LOOP_METHODS.has(name));
      if (isBuiltin && !this.definesMethod(name)) return { to: 'nowhere' };
    }
    return { to: 'anywhere' };
  }
}

function isTarget(node: AnyNode, parent: AnyNode | null | undefined): boolean {
  return parent?.type === 'AssignmentExpression' && parent.left === node && parent.operator === '=';
}
