import { displayName } from './bundle.ts';
import type { BundleMap } from './bundle-map.ts';
import type { ScriptPlace } from './compiled-script.ts';
import type { ScriptProgram } from './program.ts';
import { type AnyNode, type Node, staticName } from './syntax.ts';

const STEP = /\.([^.[\]]+)|\['((?:[^'])*)'\]|\[(\d+)\]/gy;

/** Where the script writes down each of its options, as far as it does: what it computes has the place of what computes it. */
export class OptionPlaces {
  #program: ScriptProgram;
  #map: BundleMap;

  constructor(program: ScriptProgram, map: BundleMap) {
    this.#program = program;
    this.#map = map;
  }

  /**
   * @param path `options.scenarios.peak.rate`, `options.thresholds['http_reqs'][0]`.
   * @returns the place of the deepest part of it that is written down; null if the script has no `options`.
   */
  place(path: string): ScriptPlace | null {
    let value = this.#exported('options');
    if (value === null) return null;
    let found: Node = value;
    STEP.lastIndex = 'options'.length;
    for (let step = STEP.exec(path); step !== null; step = STEP.exec(path)) {
      const [, name, quoted, index] = step;
      const next: AnyNode | null =
        index === undefined ? this.#member(value, name ?? quoted ?? '') : this.#element(value, Number(index));
      if (next === null) break;
      found = next;
      value = this.#valueOf(next.type === 'Property' ? next.value : next);
    }
    const origin = this.#map.origin(found.start);
    if (origin === null) return null;
    const file = displayName(this.#map.sources[origin.source] as string);
    return { file, line: origin.line + 1, column: origin.column + 1 };
  }

  #exported(name: string): AnyNode | null {
    for (const node of this.#program.ast.body) {
      if (node.type !== 'ExportNamedDeclaration') continue;
      for (const { exported, local } of node.specifiers) {
        if (exported.type === 'Identifier' && exported.name === name) return this.#valueOf(local as AnyNode);
      }
    }
    return null;
  }

  /** What a name stands for, if it has one value. */
  #valueOf(node: AnyNode): AnyNode {
    if (node.type !== 'Identifier') return node;
    for (const statement of this.#program.ast.body) {
      if (statement.type !== 'VariableDeclaration') continue;
      for (const { id, init } of statement.declarations) {
        if (id.type === 'Identifier' && id.name === node.name && init) return init;
      }
    }
    return node;
  }

  #member(object: AnyNode, name: string): Extract<AnyNode, { type: 'Property' }> | null {
    if (object.type !== 'ObjectExpression') return null;
    for (const property of object.properties) {
      if (property.type === 'Property' && staticName(property.key, property.computed) === name) return property;
    }
    return null;
  }

  #element(list: AnyNode, index: number): AnyNode | null {
    return list.type === 'ArrayExpression' ? (list.elements[index] ?? null) : null;
  }
}
