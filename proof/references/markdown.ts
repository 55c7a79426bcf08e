/** A line of a page. */
export interface PageLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** The language of the fenced block that it stands in, '' for one without; null outside of fences. */
  readonly fence: string | null;
}

/** The lines of a markdown text, without those that open and close fenced blocks. */
export function pageLines(text: string): PageLine[] {
  const lines: PageLine[] = [];
  let fence: string | null = null;
  for (const [i, line] of text.split('\n').entries()) {
    const mark = /^\s*```(\w*)/.exec(line);
    if (mark === null) lines.push({ line: i + 1, text: line, fence });
    else fence = fence === null ? (mark[1] as string) : null;
  }
  return lines;
}

/** What a page can be cited and linked by: the numbers of its headings (`7`, `7.2`), and their names in links (`7-the-verdict`). */
export interface Headings {
  readonly numbers: ReadonlySet<string>;
  readonly anchors: ReadonlySet<string>;
}

export function headingsOf(text: string): Headings {
  const numbers = new Set<string>();
  const anchors = new Set<string>();
  for (const { text: line, fence } of pageLines(text)) {
    const heading = fence === null ? /^#+ (.*)$/.exec(line)?.[1] : undefined;
    if (heading === undefined) continue;
    const number = /^(\d+(?:\.\d+)*)\.? /.exec(heading)?.[1];
    if (number !== undefined) numbers.add(number);
    anchors.add(anchorOf(heading, anchors));
  }
  return { numbers, anchors };
}

/** As GitHub names headings. */
function anchorOf(heading: string, taken: ReadonlySet<string>): string {
  const plain = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
  let anchor = plain;
  for (let i = 1; taken.has(anchor); i++) anchor = `${plain}-${i}`;
  return anchor;
}

/** What stands in backticks on a line. */
export function codeSpans(line: string): string[] {
  return [...line.matchAll(/`([^`]+)`/g)].map(([, code]) => code as string);
}

/** Where the links of a line lead. */
export function linksOf(line: string): string[] {
  const prose = line.replaceAll(/`[^`]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target as string);
}
