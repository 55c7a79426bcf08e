import { displayName } from './bundle.ts';
import type { BundleMap } from './bundle-map.ts';
import { LIVE_MODULES, SUPPORTED_MODULES, SYNCHRONOUS_METHODS } from './k6-surface.ts';
import type { Marking } from './marking.ts';
import type { Problem } from './problems.ts';
import type { ScriptProgram } from './program.ts';
import type { Fn } from './scopes.ts';
import { type AnyNode, isFunction, type Node, staticName } from './syntax.ts';

/** Finds what the generator pass cannot compile, and uses of k6 that do not exist. */
export class Refusals {
  readonly problems: Problem[] = [];
  #program: ScriptProgram;
  #marking: Marking;
  #map: BundleMap;
  #members: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(
    program: ScriptProgram,
    marking: Marking,
    map: BundleMap,
    members: ReadonlyMap<string, ReadonlySet<string>>,
  ) {
    this.#program = program;
    this.#marking = marking;
    this.#map = map;
    this.#members = members;
    this.#blockingCalls();
    this.#callbacks();
    this.#functions();
    this.#others();
    this.#imports();
  }

  #refuse(node: Node, message: string, hint?: string): void {
    const origin = this.#map.origin(node.start);
    const problem = {
      file: displayName(origin === null ? '' : (this.#map.sources[origin.source] ?? '')),
      line: origin === null ? 0 : origin.line + 1,
      column: origin === null ? 0 : origin.column + 1,
      message,
      ...(hint === undefined ? {} : { hint }),
    };
    const isKnown = this.problems.some(
      known =>
        known.line === problem.line &&
        known.column === problem.column &&
        known.file === problem.file &&
        known.message === message,
    );
    if (!isKnown) this.problems.push(problem);
  }

  /** A call that surely waits, where nothing can wait. */
  #blockingCalls(): void {
    for (const { node, region } of this.#program.calls) {
      const form = this.#marking.callForm(node);
      const body = node.arguments[1];
      const isInlineGroup = form.form === 'group' && body !== undefined && isFunction(body as AnyNode);
      const holds = form.form === 'blocking' || form.form === 'session';
      if (!holds && !isInlineGroup) continue;
      const obstacle = region.obstacle ?? (region.fn?.usesNewTarget ? 'a function that uses new.target' : null);
      if (obstacle === null) continue;
      const name = holds ? `${form.member}()` : 'group()';
      this.#refuse(node, `${name} has to wait, and ${obstacle} cannot`, wayOut(obstacle));
    }
  }

  /** A call that surely waits, in a function that a built-in or `check` calls itself. */
  #callbacks(): void {
    for (const { node } of this.#program.calls) {
      const caller = this.#caller(node);
      if (caller === null) continue;
      for (const callback of callbacksIn(node.arguments as AnyNode[])) {
        const fn = this.#program.fns.get(callback);
        for (const { node: call, region } of this.#program.calls) {
          const form = region.fn === fn ? this.#marking.callForm(call) : null;
          if (form?.form !== 'blocking' && form?.form !== 'session') continue;
          this.#refuse(
            call,
            `${form.member}() has to wait, and ${caller}() does not wait for its callback`,
            `make the call before ${caller}()`,
          );
        }
      }
    }
  }

  /** The name of what a call calls, if that calls functions and cannot wait for them. */
  #caller(node: Extract<AnyNode, { type: 'CallExpression' }>): string | null {
    const { callee } = node;
    if (callee.type === 'Super') return null;
    const value = this.#marking.value(callee as AnyNode);
    if (value.is === 'member') return value.module === 'k6' && value.member === 'check' ? 'check' : null;
    if (value.is !== 'unknown' || callee.type !== 'MemberExpression') return null;
    const name = staticName(callee.property as AnyNode, callee.computed);
    return name !== null && SYNCHRONOUS_METHODS.has(name) && !this.#marking.definesMethod(name) ? name : null;
  }

  #functions(): void {
    for (const fn of this.#program.fns.values()) {
      const { node, member } = fn;
      const isTwinned = this.#marking.isMarked(fn) || (node.async && !node.generator);
      if (!isTwinned) continue;
      const what = this.#marking.isMarked(fn) ? 'may block' : 'is async';
      if (fn.usesSuper && node.type === 'ArrowFunctionExpression') {
        this.#refuse(node, `super in an arrow function that ${what}`, 'make it a method, or call super outside of it');
      }
      if (fn.usesSuper && member?.type === 'Property') {
        this.#refuse(node, `super in an object's method that ${what}`, 'make the object a class');
      }
      if (fn.usesNewTarget)
        this.#refuse(node, `new.target in a function that ${what}`, 'read new.target in a constructor');
      if (fn.obstacle === 'a method with a computed name') {
        this.#refuse(
          node,
          `a method with a computed name that ${what}`,
          'give it a fixed name, or assign a function to the computed name',
        );
      }
      if (beforeSuper(this.#program, fn)) {
        this.#refuse(node, `this before super() in an arrow function that ${what}`, 'make the function behind super()');
      }
    }
  }

  #others(): void {
    for (const { node } of this.#program.tags) {
      const value = this.#marking.value(node.tag as AnyNode);
      if (value.is === 'function' && this.#marking.isMarked(value.fn)) {
        this.#refuse(node, 'a template tag that may block', 'call the function with parentheses');
      }
    }
    for (const { node } of this.#program.dynamicImports) {
      this.#refuse(node, 'import() of a module that is not a file of the script', 'import it at the top of the script');
    }
  }

  #imports(): void {
    for (const node of this.#program.ast.body) {
      if (node.type !== 'ImportDeclaration') continue;
      const module = String(node.source.value);
      for (const specifier of node.specifiers) {
        if (specifier.type !== 'ImportSpecifier') continue;
        const { imported } = specifier;
        this.#member(specifier, module, imported.type === 'Identifier' ? imported.name : String(imported.value));
      }
    }
    for (const { node } of this.#program.members) {
      const value = this.#marking.value(node);
      if (value.is === 'member') this.#member(node.property, value.module, value.member);
    }
  }

  #member(node: Node, module: string, member: string): void {
    const members = this.#members.get(module);
    if (members === undefined || !(SUPPORTED_MODULES.includes(module) || LIVE_MODULES.includes(module))) return;
    if (member === 'default' || members.has(member)) return;
    const names = [...members].sort().join(', ');
    this.#refuse(
      node,
      `${module} has no ${member} here (it has ${names})`,
      'if k6 has it, k6 itself runs the script: see `headroom bundle`',
    );
  }
}

/** The functions written in a call's arguments, alone or as an object's properties. */
function callbacksIn(args: readonly AnyNode[]): AnyNode[] {
  return args.flatMap(argument => {
    if (isFunction(argument)) return [argument as AnyNode];
    if (argument.type !== 'ObjectExpression') return [];
    return argument.properties.flatMap(property =>
      property.type === 'Property' && isFunction(property.value) ? [property.value as AnyNode] : [],
    );
  });
}

function wayOut(obstacle: string): string {
  if (obstacle === 'init code') return 'call it in the default function, setup() or teardown()';
  if (obstacle === 'a parameter default') return 'call it in the body of the function';
  if (obstacle === 'a constructor' || obstacle === 'a class field' || obstacle === 'a static block') {
    return 'call it in a method, and call that after `new`';
  }
  if (obstacle.includes('generator')) return 'call it in an ordinary function that fills an array';
  if (obstacle === 'a getter' || obstacle === 'a setter') return 'make it a method';
  if (obstacle === 'a method with a computed name') return 'give the method a fixed name';
  return 'move the call into an ordinary function';
}

/** Whether an arrow function that takes `this` stands in a constructor before the call that makes `this`. */
function beforeSuper(program: ScriptProgram, fn: Fn): boolean {
  const outer = fn.outer.fn;
  if (fn.node.type !== 'ArrowFunctionExpression' || !fn.usesThis || outer?.obstacle !== 'a constructor') return false;
  const calls = program.calls.filter(({ node, region }) => node.callee.type === 'Super' && region.fn === outer);
  return calls.length > 0 && calls.every(({ node }) => fn.node.start < node.end);
}
