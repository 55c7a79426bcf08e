import { stripTypeScriptTypes } from 'node:module';
import { type AnyNode, children, isFunction, parseBundle, staticName } from '../../harness/script/compile/syntax.ts';
import type { Mutant } from './mutant.ts';
import { expressionMutants, isNegative, testMutants } from './mutators.ts';

/** The name under which instrumented code finds its `Switch`. */
export const SWITCH = '__mutants';

/** A module with all its mutants compiled in. */
export interface Instrumented {
  /** JavaScript: the source without types, each place of mutants behind the switch. */
  readonly code: string;
  /** By number, from the first number given. */
  readonly mutants: readonly PlacedMutant[];
}

/** A mutant, and the number under which the switch is asked at its place: that of the first mutant there. */
export interface PlacedMutant {
  readonly mutant: Mutant;
  readonly place: number;
}

/** A stretch of code that mutants replace. */
interface Place {
  readonly start: number;
  readonly end: number;
  readonly within: string;
  /** Whether it is a statement, which its only mutant leaves out. */
  readonly statement: boolean;
  /** The texts that may stand there, each with where in the source the change begins and which text it is that changes. */
  readonly texts: { readonly text: string; readonly at: number; readonly original: string; readonly mutant: string }[];
}

interface Insertion {
  readonly at: number;
  /** Closing ones come first at the same position, then by `order`. */
  readonly closes: boolean;
  readonly order: number;
  readonly text: string;
}

/**
 * Compiles every mutant of a TypeScript module into it. Types are blanked out, so that positions in the code are those of the
 * source. @param first the first mutant's number @param mutate false for code that only counts its steps
 */
export function instrument(file: string, source: string, first: number, mutate: boolean): Instrumented {
  const code = stripTypeScriptTypes(source);
  const survey = new Survey(code);
  survey.visit(parseBundle(code) as AnyNode, '', null);
  const mutants: PlacedMutant[] = [];
  const insertions = survey.insertions;
  const places = mutate ? [...survey.places.values()].sort((a, b) => a.start - b.start || b.end - a.end) : [];
  for (const [index, { start, end, within, statement, texts }] of places.entries()) {
    const number = first + mutants.length;
    for (const { at, original, mutant } of texts) {
      mutants.push({ mutant: { file, ...position(code, at), within, original, mutant }, place: number });
    }
    const last = number + texts.length - 1;
    const opening = statement
      ? `{ if (!${SWITCH}.at(${number}, ${last})) `
      : `(${SWITCH}.at(${number}, ${last}) ? ${chosen(texts, number)} : (`;
    insertions.push({ at: start, closes: false, order: index, text: opening });
    insertions.push({ at: end, closes: true, order: -index, text: statement ? ' }' : '))' });
  }
  return { code: withInsertions(code, insertions), mutants };
}

function chosen(texts: Place['texts'], number: number): string {
  const [only] = texts;
  if (texts.length === 1 && only !== undefined) return `(${only.text})`;
  const choices = texts.slice(0, -1).map(({ text }, i) => `${SWITCH}.active === ${number + i} ? (${text}) : `);
  return `(${choices.join('')}(${texts.at(-1)?.text}))`;
}

function withInsertions(code: string, insertions: readonly Insertion[]): string {
  const sorted = insertions.toSorted((a, b) => a.at - b.at || Number(b.closes) - Number(a.closes) || a.order - b.order);
  const parts: string[] = [];
  let done = 0;
  for (const { at, text } of sorted) {
    parts.push(code.slice(done, at), text);
    done = at;
  }
  return parts.join('') + code.slice(done);
}

function position(code: string, at: number): { line: number; column: number } {
  const before = code.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

/** Walks a module and notes the places of mutants, and where steps are counted. */
class Survey {
  readonly places = new Map<string, Place>();
  readonly insertions: Insertion[] = [];
  readonly #code: string;
  readonly #text = (node: AnyNode): string => this.#code.slice(node.start, node.end);

  constructor(code: string) {
    this.#code = code;
  }

  /** @param chain the optional chain whose links lead here: a link is no expression of its own, so that mutants replace the chain */
  visit(node: AnyNode, within: string, chain: AnyNode | null): void {
    if (node.type === 'ImportDeclaration' || node.type === 'ExportAllDeclaration') return;
    if (node.type === 'ChainExpression') chain = node;
    for (const text of expressionMutants(node, this.#text)) this.#replace(node, text, within, chain);
    this.#branches(node, within);
    this.#statements(node, within);
    this.#steps(node);
    for (const child of children(node)) {
      if (isPart(node, child)) continue;
      const links = node.type === 'ChainExpression' || isLink(node, child);
      this.visit(child, inner(node, child, within), links ? chain : null);
    }
  }

  #branches(node: AnyNode, within: string): void {
    switch (node.type) {
      case 'IfStatement':
      case 'ConditionalExpression':
        for (const text of testMutants(false)) this.#replace(node.test, text, within, null);
        break;
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
        if (node.test) for (const text of testMutants(true)) this.#replace(node.test, text, within, null);
        break;
      case 'ArrowFunctionExpression':
        if (node.expression) this.#forget(node.body as AnyNode, within);
        break;
      case 'ReturnStatement':
        if (node.argument) this.#forget(node.argument, within);
        break;
    }
  }

  /** Nothing is returned. What is as good as nothing says little when it is forgotten. */
  #forget(result: AnyNode, within: string): void {
    if (/^(null|undefined|false|\[\])$/.test(this.#text(result))) return;
    this.#replace(result, 'undefined', within, null);
  }

  #statements(node: AnyNode, within: string): void {
    switch (node.type) {
      case 'ExpressionStatement':
        if (node.directive === undefined && !isSuperCall(node.expression)) {
          this.#replace(node.expression, 'undefined', within, null, '');
        }
        break;
      case 'ReturnStatement':
        if (!node.argument) this.#leaveOut(node, within);
        break;
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'ThrowStatement':
        this.#leaveOut(node, within);
        break;
    }
  }

  #steps(node: AnyNode): void {
    const body = 'body' in node ? (node.body as AnyNode) : null;
    if (body === null) return;
    const text = ` ${SWITCH}.step(); `;
    if (isFunction(node)) {
      if (body.type === 'BlockStatement') this.insertions.push({ at: body.start + 1, closes: false, order: -1, text });
    } else if (/^(While|DoWhile|For|ForIn|ForOf)Statement$/.test(node.type)) {
      // Around the place that the body may be itself.
      this.insertions.push({ at: body.start, closes: false, order: -1, text: `{${text}` });
      this.insertions.push({ at: body.end, closes: true, order: 1, text: ' }' });
    }
  }

  #leaveOut(node: AnyNode, within: string): void {
    const original = oneLine(this.#text(node));
    const texts = [{ text: '', at: node.start, original, mutant: '' }];
    this.places.set(`${node.start}-${node.end}`, { ...span(node), within, statement: true, texts });
  }

  #replace(node: AnyNode, text: string, within: string, chain: AnyNode | null, mutant = oneLine(text)): void {
    const original = oneLine(this.#text(node));
    if (original === mutant) return;
    const whole = chain ?? node;
    const replaced = this.#code.slice(whole.start, node.start) + text + this.#code.slice(node.end, whole.end);
    const key = `${whole.start}-${whole.end}`;
    const place = this.places.get(key) ?? { ...span(whole), within, statement: false, texts: [] };
    this.places.set(key, place);
    if (place.texts.some(({ text: known }) => known === replaced)) return;
    place.texts.push({ text: replaced, at: node.start, original, mutant });
  }
}

function span(node: AnyNode): { start: number; end: number } {
  return { start: node.start, end: node.end };
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

/** Whether a child is no expression of its own: a name, what stands for one, a part of a text. */
function isPart(node: AnyNode, child: AnyNode): boolean {
  switch (node.type) {
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return child === node.key && !node.computed;
    case 'MemberExpression':
      return child === node.property && !node.computed;
    case 'ExportNamedDeclaration':
      return child !== node.declaration;
    case 'TaggedTemplateExpression':
      return child === node.quasi;
    case 'ExpressionStatement':
      return node.directive !== undefined;
    default:
      return isNegative(node);
  }
}

function isLink(node: AnyNode, child: AnyNode): boolean {
  return (
    (node.type === 'MemberExpression' && child === node.object) ||
    (node.type === 'CallExpression' && child === node.callee)
  );
}

function isSuperCall(node: AnyNode): boolean {
  return node.type === 'CallExpression' && node.callee.type === 'Super';
}

/** `within` for a child: a class, a method and a function that has a name add theirs. */
function inner(node: AnyNode, child: AnyNode, within: string): string {
  const name = nameOf(node, child);
  return name === null ? within : within === '' ? name : `${within}.${name}`;
}

function nameOf(node: AnyNode, child: AnyNode): string | null {
  switch (node.type) {
    case 'ClassDeclaration':
    case 'FunctionDeclaration':
      return node.id?.name ?? null;
    case 'VariableDeclarator':
      return isFunction(child) && node.id.type === 'Identifier' ? node.id.name : null;
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return child === node.value ? staticName(node.key, node.computed) : null;
    case 'Property':
      return child === node.value && isFunction(child) ? staticName(node.key, node.computed) : null;
    default:
      return null;
  }
}
