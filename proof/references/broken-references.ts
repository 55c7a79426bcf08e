import { posix } from 'node:path';
import { codeSpans, type Headings, headingsOf, linksOf, pageLines } from './markdown.ts';
import type { Tree } from './tree.ts';

/** A reference that leads nowhere. */
export interface BrokenReference {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** Papers that are cited by section and are not pages of ours. */
const EXTERNAL = /^RFC \d+$/;
const SECTION = String.raw`\u00a7\d+(?:\.\d+)*`;
/** `model` or `RFC 9110`, and one section or several. */
const CITATION = new RegExp(`(RFC \\d+|[a-z0-9-]+) (${SECTION}(?:, ${SECTION})*)`, 'gu');
const DECLARATION = /^(?:export )?const ([A-Z][A-Z0-9_]*)(?:: \w+)? = (.+);$/gm;
const STATED = /^([A-Z][A-Z0-9_]+) = (.+)$/;
/** A path, perhaps with alternatives and wildcards; what has other marks stands for something. */
const PATH = /^[\w.@-]+(?:\/[\w.@{},*-]+)*\/?$/;
/** Blocks whose words are commands. */
const COMMANDS: ReadonlySet<string> = new Set(['', 'sh']);

/**
 * What leads nowhere: sections cited in any text (`model`, a section sign and the number of a heading of docs/model.md), links of pages,
 * paths in the backticks of pages and comments and in the commands of pages, and constants that pages state (`NAME = value`) otherwise
 * than the code declares them.
 */
export function brokenReferences(tree: Tree): BrokenReference[] {
  const paths = new Paths(tree);
  const pages = new Map<string, Headings>();
  const constants = new Map<string, Set<string>>();
  for (const [file, text] of tree) {
    if (file.endsWith('.md')) pages.set(file, headingsOf(text ?? ''));
    if (!file.endsWith('.ts')) continue;
    for (const [, name, value] of (text ?? '').matchAll(DECLARATION)) {
      const values = constants.get(name as string) ?? new Set();
      constants.set(name as string, values.add(value as string));
    }
  }
  const broken: BrokenReference[] = [];
  for (const [file, text] of tree) {
    if (text === null) continue;
    const tell = (line: number, messages: readonly (string | null)[]): void => {
      for (const message of messages) if (message !== null) broken.push({ file, line, message });
    };
    for (const [i, line] of text.split('\n').entries()) {
      tell(i + 1, citations(line, pages));
      if (/\.[tj]s$/.test(file) && /^\s*(\/?\*|\/\/)/.test(line)) tell(i + 1, codeSpans(line).map(paths.problem));
    }
    if (!file.endsWith('.md')) continue;
    for (const { line, text: words, fence } of pageLines(text)) {
      if (fence !== null) {
        if (COMMANDS.has(fence)) tell(line, [paths.problem(words)]);
        continue;
      }
      const spans = codeSpans(words);
      tell(line, spans.map(paths.problem));
      tell(
        line,
        spans.map(span => misstated(span, constants)),
      );
      tell(
        line,
        linksOf(words).map(target => deadLink(file, target, paths, pages)),
      );
    }
  }
  return broken;
}

function citations(line: string, pages: ReadonlyMap<string, Headings>): string[] {
  if (!line.includes('\u00a7')) return [];
  const problems: string[] = [];
  const rest = line.replaceAll(CITATION, (_, page: string, sections: string) => {
    if (EXTERNAL.test(page)) return '';
    const headings = pages.get(`docs/${page}.md`);
    for (const section of sections.split(', ')) {
      if (headings === undefined) problems.push(`${page} ${section}: there is no page docs/${page}.md`);
      else if (!headings.numbers.has(section.slice(1)))
        problems.push(`${page} ${section}: docs/${page}.md has no heading of that number`);
    }
    return '';
  });
  if (rest.includes('\u00a7')) problems.push('a section without its page: write `model \u00a77`');
  return problems;
}

function misstated(span: string, constants: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  const [, name, value] = STATED.exec(span) ?? [];
  if (name === undefined || value === undefined) return null;
  const declared = constants.get(name);
  if (declared === undefined) return `${name}: no constant of that name`;
  return declared.has(value) ? null : `${name} is ${[...declared].join(' or ')} in the code`;
}

function deadLink(file: string, target: string, paths: Paths, pages: ReadonlyMap<string, Headings>): string | null {
  if (/^[a-z]+:/.test(target)) return null;
  const [to = '', anchor] = target.split('#');
  const path = to === '' ? file : posix.join(posix.dirname(file), to);
  if (!paths.has(path)) return `${target}: no such file`;
  const headings = pages.get(path);
  return anchor === undefined || headings === undefined || headings.anchors.has(anchor)
    ? null
    : `${target}: no such heading`;
}

/** The files and folders that there are. */
class Paths {
  readonly #all = new Set<string>();
  readonly #top = new Set<string>();

  constructor(tree: Tree) {
    for (const file of tree.keys()) {
      for (let at = file; at !== '.'; at = posix.dirname(at)) this.#all.add(at);
      if (file.includes('/')) this.#top.add(file.slice(0, file.indexOf('/')));
    }
  }

  has(path: string): boolean {
    return this.#all.has(path.replace(/\/$/, ''));
  }

  /** What is wrong with words, of which some may be paths of the tree; null if nothing is. */
  problem = (words: string): string | null => {
    for (const word of words.split(/\s+/)) {
      const path = word.replace(/[.,;:]$/, '').replace(/:\d+$/, '');
      if (!PATH.test(path) || !path.includes('/') || !this.#top.has(path.slice(0, path.indexOf('/')))) continue;
      for (const each of alternatives(path)) if (!this.#matches(each)) return `${each}: no such file or folder`;
    }
    return null;
  };

  #matches(path: string): boolean {
    if (!path.includes('*')) return this.has(path);
    const pattern = path
      .replaceAll('.', '\\.')
      .replaceAll('**/', '(?:.+/)?')
      .replaceAll(/\*+/g, '[^/]*')
      .replace(/\/$/, '');
    const all = new RegExp(`^${pattern}$`);
    return [...this.#all].some(each => all.test(each));
  }
}

/** `a/{b,c}` → `a/b`, `a/c` */
function alternatives(path: string): string[] {
  const [, before, list, after] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(path) ?? [];
  if (list === undefined) return [path];
  return list.split(',').flatMap(each => alternatives(`${before}${each}${after}`));
}
