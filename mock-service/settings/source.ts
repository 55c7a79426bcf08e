import { type Document, isMap, isNode, isScalar, LineCounter, type Pair, parseDocument, visit } from 'yaml';
import { InputErrors, type Problem } from './input-errors.ts';
import type { Path } from './path.ts';

export type Place = Pick<Problem, 'file' | 'line' | 'column'>;

/** A value that somebody wrote, and where each part of it stands. */
export interface Source {
  /** Plain objects, arrays, strings, numbers, booleans and nulls. */
  readonly value: unknown;
  /** What is wrong with the text though it could be read (keys given twice). */
  readonly problems: readonly Problem[];
  /** Where the value at `path` stands, or its nearest parent that is there; `atKey`: where its key does. */
  place(path: Path, atKey: boolean): Place;
}

/** A binary file gives thousands of syntax errors; nobody reads more than these. */
const MOST_SYNTAX_PROBLEMS = 20;

/** @throws InputErrors with every syntax error of the text. */
export function yamlSource(text: string, file: string): Source {
  const lines = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const fail = (offset: number, message: string): never => {
    throw new InputErrors([{ ...at(offset), path: '', message }]);
  };
  let document: Document;
  let value: unknown;
  try {
    document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
  } catch (error) {
    // The parser recurses into nested collections and runs out of stack.
    return fail(0, `not valid YAML here: ${(error as Error).message}`);
  }
  const found = syntaxProblems(document, at);
  if (found.length > 0) throw new InputErrors(found);
  try {
    value = document.toJS();
  } catch (error) {
    fail(0, `not valid YAML here: ${(error as Error).message}`);
  }
  return {
    value,
    problems: duplicateKeys(document, at),
    place: (path, atKey) => at(offsetOf(document, path, atKey)),
  };
}

/** What the parser's words for common slips leave unsaid, by its code. */
const HINTS: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'a "key: value" inside a value; is the next line indented too far?',
  MULTILINE_IMPLICIT_KEY: 'no "key: value"; is a colon missing, or the space after one?',
  MULTIPLE_DOCS: 'a second document; one a file is allowed',
};

/** Of these one slip gives several: on its own line, and on those after it that are indented alike. */
const OF_INDENTING: ReadonlySet<string> = new Set(['BAD_INDENT', 'BLOCK_AS_IMPLICIT_KEY', 'TAB_AS_INDENT']);

function syntaxProblems(document: Document, at: (offset: number) => Place): Problem[] {
  const byOffset = new Map<number, string>();
  let slippedIn = Number.NEGATIVE_INFINITY;
  // A slip often gives several errors at one place; the first one names it.
  for (const { pos, code, message } of [...document.errors].sort((a, b) => a.pos[0] - b.pos[0])) {
    const line = at(pos[0]).line as number;
    const isFollowing = line === slippedIn || (OF_INDENTING.has(code) && line === slippedIn + 1);
    if (OF_INDENTING.has(code)) slippedIn = line;
    if (!isFollowing && !byOffset.has(pos[0])) byOffset.set(pos[0], HINTS[code] ?? message);
  }
  // Aliases would multiply a value beyond any size, and a problem inside one has two places.
  visit(document, {
    Alias: (_, { source, range }) => void byOffset.set(range?.[0] ?? 0, `an alias, *${source}; write the value out`),
  });
  const problems = [...byOffset].map(([offset, message]) => ({
    ...at(offset),
    path: '',
    message: `not valid YAML here: ${message}`,
  }));
  const more = problems.length - MOST_SYNTAX_PROBLEMS;
  if (more > 0)
    problems.splice(MOST_SYNTAX_PROBLEMS, more, { ...at(0), path: '', message: `and ${more} more like these` });
  return problems;
}

function duplicateKeys(document: Document, at: (offset: number) => Place): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Map(_, map, ancestors) {
      const first = new Map<string, Place>();
      for (const pair of map.items) {
        const key = keyOf(pair);
        const place = at(startOf(pair.key) ?? 0);
        const before = first.get(key);
        if (before === undefined) first.set(key, place);
        else {
          const parents = ancestors.filter(parent => 'key' in parent).map(parent => keyOf(parent as Pair));
          const path = [...parents, key].join('.');
          problems.push({ ...place, path, message: `given twice (first in line ${before.line}); keep one` });
        }
      }
    },
  });
  return problems;
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function offsetOf(document: Document, path: Path, atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, step] of path.entries()) {
    let child: unknown;
    if (isMap(node)) {
      const pair = node.items.findLast(item => keyOf(item as Pair) === String(step)) as Pair | undefined;
      if (pair === undefined) break;
      child = atKey && depth === path.length - 1 ? pair.key : (pair.value ?? pair.key);
      offset = startOf(child) ?? startOf(pair.key) ?? offset;
    } else {
      child = document.getIn(path.slice(0, depth + 1), true);
      offset = startOf(child) ?? offset;
    }
    node = child;
  }
  return offset;
}

/** A value that came without a text of its own: JSON in a request. `label` says where from. */
export function valueSource(value: unknown, label: string): Source {
  return { value, problems: [], place: () => ({ file: label, line: null, column: null }) };
}
