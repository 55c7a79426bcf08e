import type { ScriptProgram } from './program.ts';
import { type AnyNode, staticName } from './syntax.ts';

/**
 * The names that a CommonJS main file exports, as far as its text says: `exports.name = …`, `module.exports.name = …` and
 * `module.exports = { name: … }`.
 * @param file the main file's name, by which esbuild labels its code.
 */
export function commonJsExports(program: ScriptProgram, file: string): string[] {
  const names = new Set<string>();
  for (const { node } of program.members) {
    if (!isIn(program, node, file)) continue;
    const parent = program.parent(node);
    if (parent?.type !== 'AssignmentExpression' || parent.left !== node) continue;
    if (isExports(node) && parent.right.type === 'ObjectExpression') {
      for (const property of parent.right.properties) {
        const name = property.type === 'Property' ? staticName(property.key, property.computed) : null;
        if (name !== null) names.add(name);
      }
    } else if (isExports(node.object as AnyNode)) {
      const name = staticName(node.property as AnyNode, node.computed);
      if (name !== null) names.add(name);
    }
  }
  return [...names];
}

/** `exports` or `module.exports`. */
function isExports(node: AnyNode): boolean {
  if (node.type === 'Identifier') return node.name === 'exports';
  return (
    node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    node.object.name === 'module' &&
    staticName(node.property as AnyNode, node.computed) === 'exports'
  );
}

/** Whether a node is in the function that esbuild wraps around a CommonJS file: `__commonJS({ "file.js"(exports, module) { … } })`. */
function isIn(program: ScriptProgram, node: AnyNode, file: string): boolean {
  for (let at = program.parent(node); at !== null; at = program.parent(at)) {
    if (at.type === 'Property' && at.method && staticName(at.key, at.computed) === file) return true;
  }
  return false;
}
