import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { bundlePortable, displayName } from './bundle.ts';
import { BundleMap } from './bundle-map.ts';
import { makesRpcs } from './k6-surface.ts';
import { type Problem, ScriptErrors } from './problems.ts';
import { ScriptProgram } from './program.ts';
import { type AnyNode, parseBundle, staticName } from './syntax.ts';

/** A script as one module for k6 itself, with the files that it opens. */
export interface PortableScript {
  readonly code: string;
  /** The files whose contents are now part of `code`, for the user. */
  readonly included: readonly string[];
  /** Uses of `open`, and of a gRPC client's `load`, that stay: their files have to lie where the module looks for them. */
  readonly left: readonly Problem[];
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const COMMON_JS = {
  message: 'a CommonJS script (require, module.exports) cannot become an ES module',
  hint: 'write import and export, which k6 has too',
};

/** Bundles a script for k6 and puts the contents of files in place of `open('…')`. @throws ScriptErrors */
export async function portableScript(path: string): Promise<PortableScript> {
  const { code, map, folder, isCommonJs, k6Modules } = await bundlePortable(path);
  if (isCommonJs) throw new ScriptErrors([{ file: displayName(resolve(path)), line: 0, column: 0, ...COMMON_JS }]);
  const origins = new BundleMap(code, map, folder);
  const program = new ScriptProgram(code, parseBundle(code));
  const decode = unusedName(code);
  const edits: Edit[] = [];
  const included = new Set<string>();
  const left: Problem[] = [];
  const problems: Problem[] = [];
  for (const { node, binding } of program.references.values()) {
    if (node.name !== 'open' || binding !== null) continue;
    const origin = origins.origin(node.start);
    if (origin === null) continue;
    const source = origins.sources[origin.source] as string;
    const place = { file: displayName(source), line: origin.line + 1, column: origin.column + 1 };
    const call = program.parent(node);
    const opened = call?.type === 'CallExpression' && call.callee === node ? openedFile(call.arguments) : null;
    if (call === null || opened === null) {
      left.push({
        ...place,
        message: 'open() of a path that is not written out stays: its files must lie beside the module',
      });
      continue;
    }
    const file = resolve(dirname(source), opened.path);
    try {
      const content = readFileSync(file);
      const text = opened.binary
        ? `${decode}("${content.toString('base64')}")`
        : JSON.stringify(content.toString('utf8'));
      edits.push({ start: call.start, end: call.end, text });
      included.add(displayName(file));
    } catch (error) {
      problems.push({
        ...place,
        message: `open('${opened.path}'): cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`,
      });
    }
  }
  if (problems.length > 0) throw new ScriptErrors(problems);
  if (k6Modules.some(makesRpcs)) left.push(...schemaLoads(program, origins));
  const edited = withEdits(code, edits);
  const needsDecode = edits.some(({ text }) => text.startsWith(decode));
  const head = needsDecode ? `import { b64decode as ${decode} } from 'k6/encoding';\n` : '';
  return { code: head + edited, included: [...included], left };
}

/** Where gRPC clients read files, as far as names tell. */
function schemaLoads(program: ScriptProgram, origins: BundleMap): Problem[] {
  return program.members.flatMap(({ node }) => {
    const name = staticName(node.property as AnyNode, node.computed);
    const call = program.parent(node);
    const origin = origins.origin(node.start);
    if ((name !== 'load' && name !== 'loadProtoset') || call?.type !== 'CallExpression' || call.callee !== node)
      return [];
    if (origin === null) return [];
    const message = `${name}() stays: the files that it names must lie beside the module`;
    const file = displayName(origins.sources[origin.source] as string);
    return [{ file, line: origin.line + 1, column: origin.column + 1, message }];
  });
}

/** The arguments of `open`, where they are written out. */
function openedFile(args: readonly AnyNode[]): { path: string; binary: boolean } | null {
  const [path, mode] = args.map(textOf);
  if (path == null || (args.length > 1 && mode == null)) return null;
  return { path, binary: mode === 'b' };
}

function textOf(node: AnyNode): string | null {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0]?.value.cooked ?? null;
  return null;
}

/** Calls of `open` with written arguments hold no other, so the edits are apart. */
function withEdits(code: string, edits: readonly Edit[]): string {
  let text = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    text += code.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return text + code.slice(at);
}

function unusedName(code: string): string {
  let name = 'decodeFile';
  while (code.includes(name)) name += '_';
  return name;
}
