import type { BundleMap } from './bundle-map.ts';
import { emitAwait, emitCall, emitNew, emitPrivateValue } from './emit-calls.ts';
import { emitClassBody, emitField, emitProperty } from './emit-classes.ts';
import { emitDeclaration, emitFunction, emitLinks, emitVariables, plainPlace } from './emit-functions.ts';
import { emitGroupStatement } from './emit-groups.ts';
import { LIVE_NAMES } from './global-names.ts';
import type { Marking } from './marking.ts';
import { Names } from './names.ts';
import type { ScriptProgram } from './program.ts';
import { type Fn, isConstant } from './scopes.ts';
import { type AnyNode, children, type Node } from './syntax.ts';
import { Writer } from './writer.ts';

/** Where in the compiled script code is being written. */
export interface Place {
  /** Whether the code is part of a twin, so that it can yield. */
  readonly suspends: boolean;
  /** The twin's variables for intermediate values; shared by its whole body. */
  readonly temps: Temps;
  /** What `arguments` is called here, if not by its name. */
  readonly args: string | null;
  /** The inlined group whose function `return` leaves. */
  readonly inlined: Inlined | null;
}

export interface Inlined {
  readonly fn: Fn;
  readonly label: string;
  /** The variable for what the function returns; null if nobody wants it. */
  readonly value: string | null;
}

/** Numbers variables so that an expression and those inside it never share one. */
export class Temps {
  used = 0;
  #open = 0;

  take(count: number): number {
    const first = this.#open;
    this.#open += count;
    if (this.#open > this.used) this.used = this.#open;
    return first;
  }

  give(count: number): void {
    this.#open -= count;
  }
}

/** Writes the compiled script: copies the source between syntax nodes and replaces the nodes that need it. */
export class Emission {
  readonly program: ScriptProgram;
  readonly marking: Marking;
  readonly names: Names;
  readonly writer: Writer;
  readonly map: BundleMap;

  constructor(program: ScriptProgram, marking: Marking, map: BundleMap) {
    this.program = program;
    this.marking = marking;
    this.map = map;
    this.names = new Names(program.code);
    this.writer = new Writer(program.code, map);
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
    switch (node.type) {
      case 'Identifier':
        return this.#identifier(node, place);
      case 'FunctionDeclaration':
        return emitDeclaration(this, this.fn(node), place);
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return emitFunction(this, this.fn(node), place, null);
      case 'ClassBody':
        return emitClassBody(this, node, place);
      case 'PropertyDefinition':
        return emitField(this, node, place);
      case 'Property':
        return emitProperty(this, node, place);
      case 'VariableDeclaration':
        if (emitGroupStatement(this, node, place)) return;
        return emitVariables(this, node, place);
      case 'ExpressionStatement':
        if (emitGroupStatement(this, node, place)) return;
        break;
      case 'ReturnStatement':
        if (emitGroupStatement(this, node, place)) return;
        if (place.inlined === null) break;
        return this.emitReturn(node.argument ?? null, place, node);
      case 'CallExpression':
        return emitCall(this, node, place);
      case 'MemberExpression': {
        const value = this.marking.value(node);
        const parent = this.program.parent(node);
        const isCallee = parent?.type === 'CallExpression' && parent.callee === node;
        if (value.is !== 'private' || isCallee || !this.marking.isMarked(value.fn)) break;
        return emitPrivateValue(this, node, value.fn, place);
      }
      case 'NewExpression':
        return emitNew(this, node, place);
      case 'AwaitExpression':
        return emitAwait(this, node, place);
      case 'BlockStatement':
        return this.#block(node, place);
      case 'StaticBlock':
        return this.emitChildren(node, plainPlace(null));
      case 'MetaProperty':
        if (node.meta.name === 'import') return this.write(this.names.listed('meta', this.fileOf(node)), node);
        break;
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

  /** An expression as the operand of `=` on its left, of `.`, or of a call. */
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

  /** `return argument;`, or leaving the inlined group that it is in. */
  emitReturn(argument: AnyNode | null, place: Place, at: Node): void {
    const { inlined } = place;
    const value = () => {
      if (argument !== null) this.emit(argument, place);
    };
    if (inlined === null) {
      this.write(argument === null ? 'return' : 'return (', at);
      value();
      this.write(argument === null ? ';' : ');');
      return;
    }
    this.write('{ ', at);
    if (argument !== null) {
      this.write(inlined.value === null ? '(' : `${inlined.value} = (`);
      value();
      this.write('); ');
    }
    this.write(`break ${inlined.label}; }`);
  }

  /** Absolute path of the user's file that a node comes from, or ''. */
  fileOf(node: Node): string {
    const origin = this.map.origin(node.start);
    return origin === null ? '' : (this.map.sources[origin.source] ?? '');
  }

  #block(node: Extract<AnyNode, { type: 'BlockStatement' }>, place: Place): void {
    this.writer.copy(node.start, node.start + 1);
    emitLinks(this, node.body);
    this.emitBetween(node.body, node.start + 1, node.end, place);
  }

  #identifier(node: Extract<AnyNode, { type: 'Identifier' }>, place: Place): void {
    const replacement = this.replacement(node, place);
    if (replacement === null) this.writer.copy(node.start, node.end);
    else this.write(replacement, node);
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
