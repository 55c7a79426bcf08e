import { displayName } from './bundle.ts';
import type { BundleMap } from './bundle-map.ts';
import type { ScriptPlace } from './compiled-script.ts';
import type { Marking } from './marking.ts';
import type { ScriptProgram } from './program.ts';
import { isConstant } from './scopes.ts';
import type { AnyNode } from './syntax.ts';

/** A place that a script names itself, instead of finding it in `__ENV`. */
export interface AbsoluteUrl extends ScriptPlace {
  /** `https://shop.example`. */
  readonly origin: string;
}

/** Constants of constants are looked through so far. */
const DEEPEST = 8;

/** The requests of a script whose URL begins with an origin that is written down, each origin once, where it is first used. */
export function absoluteUrls(program: ScriptProgram, marking: Marking, map: BundleMap): AbsoluteUrl[] {
  const found = new Map<string, AbsoluteUrl>();
  for (const { node } of program.calls) {
    const form = marking.callForm(node);
    if (form.form !== 'blocking' || form.module !== 'k6/http') continue;
    const url = node.arguments[form.member === 'request' ? 1 : 0];
    const origin = url === undefined ? null : originIn(beginning(program, url as AnyNode, DEEPEST));
    const at = map.origin(node.start);
    if (origin === null || at === null || found.has(origin)) continue;
    const file = displayName(map.sources[at.source] as string);
    found.set(origin, { origin, file, line: at.line + 1, column: at.column + 1 });
  }
  return [...found.values()];
}

/** What a text surely begins with; '' where nobody knows before it runs. */
function beginning(program: ScriptProgram, node: AnyNode, depth: number): string {
  if (depth === 0) return '';
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? node.value : '';
    case 'TemplateLiteral': {
      const [quasi] = node.quasis;
      const [first] = node.expressions;
      const text = quasi?.value.cooked ?? '';
      return text !== '' || first === undefined ? text : beginning(program, first as AnyNode, depth - 1);
    }
    case 'BinaryExpression':
      return node.operator === '+' ? beginning(program, node.left as AnyNode, depth - 1) : '';
    case 'Identifier': {
      const binding = program.references.get(node)?.binding ?? null;
      const known = binding !== null && isConstant(binding) ? binding.init : null;
      return known === null ? '' : beginning(program, known, depth - 1);
    }
    default:
      return '';
  }
}

function originIn(text: string): string | null {
  const [, origin] = /^(https?:\/\/[^\s/?#]+)/i.exec(text) ?? [];
  return origin ?? null;
}
