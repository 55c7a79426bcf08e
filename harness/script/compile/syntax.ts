import { type AnyNode, type Node, type Program, parse } from 'acorn';

export type { AnyNode, Node };

/** A node with parameters and a body of its own. */
export type FunctionNode = Extract<AnyNode, { params: unknown }>;

/** Parses a bundle: an ECMAScript module. */
export function parseBundle(code: string): Program {
  return parse(code, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
}

/** The child nodes in the order of the source. A shorthand property gives its value only, since both are the same text. */
export function children(node: Node): AnyNode[] {
  const found: AnyNode[] = [];
  for (const key in node) {
    const value = (node as unknown as Record<string, unknown>)[key];
    if (typeof value !== 'object' || value === null) continue;
    if (key === 'key' && (node as { shorthand?: boolean }).shorthand === true) continue;
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) found.push(item);
    } else if (isNode(value)) found.push(value);
  }
  return found.sort(byPlace);
}

function byPlace(a: Node, b: Node): number {
  return a.start - b.start;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string' && 'start' in value;
}

export function isFunction(node: Node): node is FunctionNode {
  return (
    node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
  );
}

/** The name of a property that is written down: `a.name`, `a['name']`, `{ name: … }`, `#name`. Null if it is computed. */
export function staticName(key: AnyNode, computed: boolean): string | null {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (key.type === 'Identifier' && !computed) return key.name;
  if (key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number'))
    return String(key.value);
  return null;
}
