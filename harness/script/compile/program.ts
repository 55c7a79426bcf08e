import type { Program } from 'acorn';
import { Reader } from './reader.ts';
import { type Binding, type Fn, isConstant, type Reference, type Region, type Scope, type Site } from './scopes.ts';
import type { AnyNode, Node } from './syntax.ts';

type Of<T extends AnyNode['type']> = Extract<AnyNode, { type: T }>;

/** The script as the passes see it: its functions, names and the places that matter. */
export class ScriptProgram {
  readonly code: string;
  readonly ast: Program;
  readonly parents = new Map<Node, AnyNode>();
  readonly fns = new Map<Node, Fn>();
  readonly references = new Map<Node, Reference>();
  /** Uses of a function's `arguments`. */
  readonly argumentsUses = new Set<Node>();
  readonly scopes = new Map<Node, Scope>();
  /** The binding of the name in a declarator. */
  readonly declared = new Map<Node, Binding>();
  readonly calls: Site<Of<'CallExpression'>>[] = [];
  readonly news: Site<Of<'NewExpression'>>[] = [];
  readonly tags: Site<Of<'TaggedTemplateExpression'>>[] = [];
  readonly dynamicImports: Site<Of<'ImportExpression'>>[] = [];
  readonly members: Site<Of<'MemberExpression'>>[] = [];
  /** What `o.#name` names: a member of the class around it. */
  readonly privates = new Map<Node, Of<'MethodDefinition' | 'PropertyDefinition'>>();
  readonly regions = new Map<Node, Region>();

  constructor(code: string, ast: Program) {
    this.code = code;
    this.ast = ast;
    new Reader(this).read();
  }

  text(node: Node): string {
    return this.code.slice(node.start, node.end);
  }

  parent(node: Node): AnyNode | null {
    return this.parents.get(node) ?? null;
  }

  /** Whether a declarator gives its name the only value that it ever has. */
  isConstantDeclarator(node: Of<'VariableDeclarator'>): boolean {
    const binding = node.id.type === 'Identifier' ? this.declared.get(node.id) : undefined;
    return binding !== undefined && isConstant(binding);
  }
}
