import type { BundleMap } from './bundle-map.ts';
import { LIVE_NAMES } from './global-names.ts';
import type { Marking } from './marking.ts';
import { Names } from './names.ts';
import { type Place, plainPlace } from './place.ts';
import type { ScriptProgram } from './program.ts';
import { type Fn, isConstant } from './scopes.ts';
import { Sharing } from './sharing.ts';
import { type AnyNode, children, type Node } from './syntax.ts';
import { Writer } from './writer.ts';

/** Writes one kind of node, or gives false, having written nothing, for it to be copied. */
export type Emit<T extends AnyNode> = (e: Emission, node: T, place: Place) => boolean;

/** How the kinds of nodes are written that are not copied. */
export type Emitters = { readonly [T in AnyNode['type']]?: Emit<Extract<AnyNode, { type: T }>> };

/** Writes the compiled script: copies the source between syntax nodes and replaces the nodes that need it. */
export class Emission {
  readonly program: ScriptProgram;
  readonly marking: Marking;
  readonly names: Names;
  readonly sharing: Sharing;
  readonly map: BundleMap;
  /** Takes what is being written. */
  writer: Writer;
  #emitters: Emitters;
  #emitReturned: Emit<AnyNode>;

  /** @param emitReturned writes what `return` gives together with the return, where that is one thing. */
  constructor(
    program: ScriptProgram,
    marking: Marking,
    map: BundleMap,
    emitters: Emitters,
    emitReturned: Emit<AnyNode>,
  ) {
    this.program = program;
    this.marking = marking;
    this.map = map;
    this.names = new Names(program.code);
    this.sharing = new Sharing(program, marking, fn => this.needsTwin(fn));
    this.writer = new Writer(program.code, map);
    this.#emitters = emitters;
    this.#emitReturned = emitReturned;
  }

  /** Whether a function is compiled into a twin: because it may block, or because it is async. */
  needsTwin(fn: Fn): boolean {
    return this.marking.isMarked(fn) || (fn.node.async && !fn.node.generator);
  }

  fn(node: Node): Fn {
    return this.program.fns.get(node) as Fn;
  }

  write(text: string, at?: Node): void {
    this.writer.write(text, at?.start);
  }

  emit(node: AnyNode, place: Place): void {
    const emitter = this.#emitters[node.type] as Emit<AnyNode> | undefined;
    if (emitter?.(this, node, place)) return;
    switch (node.type) {
      case 'Identifier': {
        const replacement = this.replacement(node, place);
        if (replacement !== null) return this.write(replacement, node);
        break;
      }
      case 'ReturnStatement':
        if (place.inlined !== null) return this.emitReturn(node.argument ?? null, place, node);
        if (place.suspends && node.argument && this.#emitReturned(this, node.argument, place)) return;
        break;
      case 'MetaProperty':
        if (node.meta.name === 'import') return this.write(this.names.listed('meta', this.fileOf(node)), node);
        break;
      case 'StaticBlock':
        return this.emitChildren(node, plainPlace(null));
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
        return;
      case 'ExportDefaultDeclaration':
        this.write(`const ${this.names.fixed('commonjs')} = `);
        this.emit(node.declaration as AnyNode, place);
        return this.write(';');
    }
    this.emitChildren(node, place);
  }

  /** Copies a node with its children emitted. */
  emitChildren(node: AnyNode, place: Place): void {
    this.emitBetween(children(node), node.start, node.end, place);
  }

  emitBetween(nodes: readonly AnyNode[], from: number, to: number, place: Place): void {
    let at = from;
    for (const node of nodes) {
      this.writer.copy(at, node.start);
      this.emit(node, place);
      at = node.end;
    }
    this.writer.copy(at, to);
  }

  /** An expression in a place where a comma would mean something else. */
  emitArgument(node: AnyNode, place: Place): void {
    const wrap = node.type === 'SequenceExpression';
    if (wrap) this.write('(');
    this.emit(node, place);
    if (wrap) this.write(')');
  }

  /** An expression as the operand of `.`, or of a call. */
  emitOperand(node: AnyNode, place: Place): void {
    const wrap = node.type !== 'Identifier' && node.type !== 'ThisExpression' && node.type !== 'MemberExpression';
    if (wrap) this.write('(');
    this.emit(node, place);
    if (wrap) this.write(')');
  }

  emitArguments(nodes: readonly AnyNode[], place: Place): void {
    nodes.forEach((node, index) => {
      if (index > 0) this.write(', ');
      this.emitArgument(node, place);
    });
  }

  /** `return argument;` of a twin, or leaving the inlined group that it is in. */
  emitReturn(argument: AnyNode | null, place: Place, at: Node): void {
    if (argument !== null && this.#emitReturned(this, argument, place)) return;
    const { inlined } = place;
    if (inlined === null) {
      this.write(argument === null ? 'return' : 'return (', at);
      if (argument !== null) this.emit(argument, place);
      this.write(argument === null ? ';' : ');');
      return;
    }
    this.write('{ ', at);
    if (argument !== null) {
      this.write(inlined.value === null ? '(' : `${inlined.value} = (`);
      this.emit(argument, place);
      this.write('); ');
    }
    this.write(`break ${inlined.label}; }`);
  }

  /** Absolute path of the user's file that a node comes from, or ''. */
  fileOf(node: Node): string {
    const origin = this.map.origin(node.start);
    return origin === null ? '' : (this.map.sources[origin.source] ?? '');
  }

  /** What stands for a name where it is not written as it is. */
  replacement(node: Extract<AnyNode, { type: 'Identifier' }>, place: Place): string | null {
    if (place.args !== null && this.program.argumentsUses.has(node)) return place.args;
    const reference = this.program.references.get(node);
    if (reference === undefined) return null;
    const { binding } = reference;
    if (binding === null) {
      if (LIVE_NAMES.has(node.name)) return `${this.names.fixed('globals')}.${node.name}`;
      return node.name === 'open' ? this.names.listed('open', this.fileOf(node)) : null;
    }
    // The twin of `function f() { … f … }` is where the name `f` would be the plain form.
    if (binding.kind === 'self' && binding.fn !== null && isConstant(binding) && this.needsTwin(binding.fn)) {
      return `${this.names.helper('plainOf')}(${this.names.twin(binding.fn)})`;
    }
    return null;
  }
}
