import { declarePattern, hoist, hoistVars } from './hoisting.ts';
import type { ScriptProgram } from './program.ts';
import { type Binding, declare, type Fn, lookUp, type Reference, type Region, type Scope } from './scopes.ts';
import { type AnyNode, children, type FunctionNode, isFunction, type Node, staticName } from './syntax.ts';

type Of<T extends AnyNode['type']> = Extract<AnyNode, { type: T }>;

const TOP: Region = { fn: null, obstacle: 'init code' };

/** Walks the syntax tree once and fills in a program. */
export class Reader {
  #program: ScriptProgram;
  #pending: { reference: Reference; scope: Scope }[] = [];
  #indexes = 0;
  /** The classes around the code being read, outermost first. */
  #classes: Of<'ClassExpression'>[] = [];

  constructor(program: ScriptProgram) {
    this.#program = program;
  }

  read(): void {
    const top: Scope = { parent: null, fn: null, isVarScope: true, bindings: new Map() };
    const { ast } = this.#program;
    this.#program.scopes.set(ast, top);
    for (const node of ast.body) hoistVars(node, top);
    hoist(ast.body, top);
    for (const node of ast.body) this.#visit(node, ast, top, TOP);
    for (const { reference, scope } of this.#pending) {
      const binding = lookUp(scope, reference.node.name);
      reference.binding = binding;
      if (binding === null) continue;
      binding.references.push(reference);
      if (reference.isWrite) binding.writes++;
    }
  }

  #scope(node: Node, parent: Scope, fn: Fn | null = parent.fn, isVarScope = false): Scope {
    const scope: Scope = { parent, fn, isVarScope, bindings: new Map() };
    this.#program.scopes.set(node, scope);
    return scope;
  }

  #visit(node: AnyNode, parent: AnyNode, scope: Scope, region: Region): void {
    this.#program.parents.set(node, parent);
    this.#program.regions.set(node, region);
    switch (node.type) {
      case 'Identifier':
        this.#reference(node, scope, region, false);
        return;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        this.#function(node as FunctionNode, parent, scope, region);
        return;
      case 'ClassDeclaration':
      case 'ClassExpression':
        this.#class(node as Of<'ClassExpression'>, scope, region);
        return;
      case 'ImportDeclaration':
        this.#import(node, scope);
        return;
      case 'ExportNamedDeclaration':
        for (const { local } of node.specifiers) {
          if (local.type === 'Identifier') {
            this.#program.parents.set(local, node);
            this.#reference(local, scope, region, false);
          }
        }
        return;
      case 'BlockStatement':
      case 'StaticBlock': {
        const inner = this.#scope(node, scope, scope.fn, node.type === 'StaticBlock');
        const within = node.type === 'StaticBlock' ? { fn: null, obstacle: 'a static block' } : region;
        if (node.type === 'StaticBlock') for (const child of node.body) hoistVars(child, inner);
        hoist(node.body, inner);
        for (const child of node.body) this.#visit(child, node, inner, within);
        return;
      }
      case 'SwitchStatement': {
        const inner = this.#scope(node, scope);
        hoist(
          node.cases.flatMap(({ consequent }) => consequent),
          inner,
        );
        this.#visit(node.discriminant, node, scope, region);
        for (const child of node.cases) this.#visit(child, node, inner, region);
        return;
      }
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement': {
        const inner = this.#scope(node, scope);
        const head = node.type === 'ForStatement' ? node.init : node.left;
        if (head?.type === 'VariableDeclaration') hoist([head], inner);
        if (node.type !== 'ForStatement' && head && head.type !== 'VariableDeclaration') {
          this.#target(head, node, inner, region);
          this.#visit(node.right, node, inner, region);
          this.#visit(node.body, node, inner, region);
        } else this.#visitChildren(node, inner, region);
        return;
      }
      case 'CatchClause': {
        const inner = this.#scope(node, scope);
        if (node.param) {
          declarePattern(node.param, inner, 'catch');
          this.#declared(node.param, node, inner, region);
        }
        this.#visit(node.body, node, inner, region);
        return;
      }
      case 'VariableDeclarator':
        this.#declarator(node, scope, region);
        return;
      case 'AssignmentExpression':
        this.#target(node.left, node, scope, region);
        this.#visit(node.right, node, scope, region);
        return;
      case 'UpdateExpression':
        this.#target(node.argument, node, scope, region);
        return;
      case 'MemberExpression':
        this.#program.members.push({ node, region });
        this.#private(node);
        this.#visit(node.object, node, scope, region);
        if (node.computed) this.#visit(node.property as AnyNode, node, scope, region);
        return;
      case 'Property':
      case 'PropertyDefinition':
      case 'MethodDefinition':
        this.#property(node, scope, region);
        return;
      case 'LabeledStatement':
        this.#visit(node.body, node, scope, region);
        return;
      case 'BreakStatement':
      case 'ContinueStatement':
        return;
      case 'MetaProperty':
        if (node.meta.name === 'new') this.#lexical(region, 'usesNewTarget');
        return;
      case 'ThisExpression':
        this.#lexical(region, 'usesThis');
        return;
      case 'Super':
        this.#lexical(region, 'usesSuper');
        return;
      case 'CallExpression':
        this.#program.calls.push({ node, region });
        break;
      case 'NewExpression':
        this.#program.news.push({ node, region });
        break;
      case 'TaggedTemplateExpression':
        this.#program.tags.push({ node, region });
        break;
      case 'ImportExpression':
        this.#program.dynamicImports.push({ node, region });
        break;
    }
    this.#visitChildren(node, scope, region);
  }

  #visitChildren(node: AnyNode, scope: Scope, region: Region): void {
    for (const child of children(node)) this.#visit(child, node, scope, region);
  }

  #reference(node: Of<'Identifier'>, scope: Scope, region: Region, isWrite: boolean): void {
    if (node.name === 'arguments' && region.fn !== null) {
      this.#program.argumentsUses.add(node);
      this.#lexical(region, 'usesArguments');
      return;
    }
    const reference: Reference = { node, region, binding: null, isWrite };
    this.#program.references.set(node, reference);
    this.#pending.push({ reference, scope });
  }

  /** Notes a use of what only ordinary functions have, on the arrow functions that it is in and the function they are in. */
  #lexical(region: Region, use: 'usesThis' | 'usesArguments' | 'usesSuper' | 'usesNewTarget'): void {
    for (let fn = region.fn; fn !== null; fn = fn.outer.fn) {
      fn[use] = true;
      if (fn.node.type !== 'ArrowFunctionExpression') return;
    }
  }

  #function(node: FunctionNode, parent: AnyNode, scope: Scope, outer: Region): void {
    const member =
      (parent.type === 'MethodDefinition' && parent.value === node) ||
      (parent.type === 'Property' && parent.value === node && (parent.method || parent.kind !== 'init'))
        ? (parent as Fn['member'])
        : null;
    const holder =
      node.type === 'FunctionExpression' && node.id ? this.#scope({ ...node, type: 'self' }, scope) : scope;
    const own: Scope = { parent: holder, fn: null, isVarScope: true, bindings: new Map() };
    const fn: Fn = {
      node,
      member,
      scope: own,
      outer,
      obstacle: obstacleOf(node, member),
      index: this.#indexes++,
      usesThis: false,
      usesArguments: false,
      usesSuper: false,
      usesNewTarget: false,
      binding: null,
    };
    (own as { fn: Fn | null }).fn = fn;
    this.#program.fns.set(node, fn);
    this.#program.scopes.set(node, own);
    if (node.type === 'FunctionDeclaration' && node.id) {
      const binding = lookUp(scope, node.id.name) as Binding;
      binding.fn = fn;
      fn.binding = binding;
    } else if (holder !== scope && node.id) {
      const binding = declare(holder, node.id.name, 'self');
      binding.fn = fn;
    }
    for (const parameter of node.params) declarePattern(parameter, own, 'param');
    const parameters: Region = { fn, obstacle: 'a parameter default' };
    for (const parameter of node.params) this.#declared(parameter, node, own, parameters);
    const within: Region = { fn, obstacle: fn.obstacle };
    this.#program.parents.set(node.body, node);
    this.#program.regions.set(node.body, within);
    if (node.body.type === 'BlockStatement') {
      hoistVars(node.body, own);
      hoist(node.body.body, own);
      for (const child of node.body.body) this.#visit(child, node.body, own, within);
    } else this.#visit(node.body, node, own, within);
  }

  #class(node: Of<'ClassExpression'>, scope: Scope, region: Region): void {
    const inner = this.#scope(node, scope);
    if (node.id) declare(inner, node.id.name, 'class');
    if (node.superClass) this.#visit(node.superClass, node, inner, region);
    this.#program.parents.set(node.body, node);
    this.#classes.push(node);
    for (const member of node.body.body) this.#visit(member, node.body, inner, region);
    this.#classes.pop();
  }

  #private(node: Of<'MemberExpression'>): void {
    const { property } = node;
    if (property.type !== 'PrivateIdentifier') return;
    for (const { body } of this.#classes.toReversed()) {
      for (const member of body.body) {
        if (
          member.type === 'StaticBlock' ||
          member.key.type !== 'PrivateIdentifier' ||
          member.key.name !== property.name
        )
          continue;
        this.#program.privates.set(node, member);
        return;
      }
    }
  }

  #property(node: Of<'Property' | 'PropertyDefinition' | 'MethodDefinition'>, scope: Scope, region: Region): void {
    const shorthand = node.type === 'Property' && node.shorthand;
    if (node.computed) this.#visit(node.key, node, scope, region);
    if (!node.value) return;
    if (node.type !== 'PropertyDefinition') this.#visit(node.value, node, scope, region);
    else {
      const field: Fn = fieldInitialiser(node, scope, region, this.#indexes++);
      this.#visit(
        node.value,
        node,
        { ...scope, fn: field, bindings: scope.bindings },
        { fn: field, obstacle: 'a class field' },
      );
    }
    if (shorthand) this.#program.parents.set(node.key, node);
  }

  #import(node: Of<'ImportDeclaration'>, scope: Scope): void {
    const module = String(node.source.value);
    for (const specifier of node.specifiers) {
      const binding = declare(scope, specifier.local.name, 'import');
      const member =
        specifier.type === 'ImportNamespaceSpecifier'
          ? null
          : specifier.type === 'ImportDefaultSpecifier'
            ? 'default'
            : (staticName(specifier.imported, false) as string);
      binding.imported = { module, member };
    }
  }

  #declarator(node: Of<'VariableDeclarator'>, scope: Scope, region: Region): void {
    this.#declared(node.id, node, scope, region);
    const { id, init } = node;
    // `for (const x of …)`: bound anew in every round, and to what nobody knows.
    if (!init) return;
    if (id.type === 'Identifier') {
      const binding = lookUp(scope, id.name) as Binding;
      binding.init = init;
      this.#program.declared.set(id, binding);
    } else if (id.type === 'ObjectPattern') {
      for (const property of id.properties) {
        if (property.type !== 'Property' || property.value.type !== 'Identifier') continue;
        const member = staticName(property.key, property.computed);
        if (member !== null) (lookUp(scope, property.value.name) as Binding).pick = { source: init, member };
      }
    }
    this.#visit(init, node, scope, region);
    if (id.type === 'Identifier' && isFunction(init)) {
      const fn = this.#program.fns.get(init) as Fn;
      fn.binding = lookUp(scope, id.name);
    }
  }

  /** A pattern whose names are being declared: only its defaults and computed keys are expressions. */
  #declared(pattern: AnyNode, parent: AnyNode, scope: Scope, region: Region): void {
    this.#pattern(pattern, parent, scope, region, false);
  }

  /** What an assignment writes to. */
  #target(pattern: AnyNode, parent: AnyNode, scope: Scope, region: Region): void {
    this.#pattern(pattern, parent, scope, region, true);
  }

  #pattern(node: AnyNode, parent: AnyNode, scope: Scope, region: Region, writes: boolean): void {
    this.#program.parents.set(node, parent);
    this.#program.regions.set(node, region);
    if (node.type === 'Identifier') {
      if (writes) this.#reference(node, scope, region, true);
    } else if (node.type === 'AssignmentPattern') {
      this.#pattern(node.left, node, scope, region, writes);
      this.#visit(node.right, node, scope, region);
    } else if (node.type === 'RestElement') this.#pattern(node.argument, node, scope, region, writes);
    else if (node.type === 'ArrayPattern') {
      for (const element of node.elements) if (element) this.#pattern(element, node, scope, region, writes);
    } else if (node.type === 'ObjectPattern') {
      for (const property of node.properties) {
        this.#program.parents.set(property, node);
        this.#program.regions.set(property, region);
        if (property.type !== 'Property') this.#pattern(property.argument, property, scope, region, writes);
        else {
          if (property.computed) this.#visit(property.key, property, scope, region);
          this.#pattern(property.value, property, scope, region, writes);
        }
      }
    } else this.#visit(node, parent, scope, region);
  }
}

function obstacleOf(node: FunctionNode, member: Fn['member']): string | null {
  if (node.generator) return node.async ? 'an async generator' : 'a generator function';
  if (member === null) return null;
  if (member.kind === 'constructor') return 'a constructor';
  if (member.kind === 'get') return 'a getter';
  if (member.kind === 'set') return 'a setter';
  return member.computed && staticName(member.key, true) === null ? 'a method with a computed name' : null;
}

/** A class field is a function of its own, with its own `this`. */
function fieldInitialiser(node: Of<'PropertyDefinition'>, scope: Scope, outer: Region, index: number): Fn {
  return {
    node: node as unknown as FunctionNode,
    member: null,
    scope,
    outer,
    obstacle: 'a class field',
    index,
    usesThis: false,
    usesArguments: false,
    usesSuper: false,
    usesNewTarget: false,
    binding: null,
  };
}
