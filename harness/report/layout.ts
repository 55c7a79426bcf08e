import type { Paint } from './paint.ts';

/** Text in 80 columns. */
export const WIDTH = 80;

/** Where a line may end: not between a number and its unit. */
const BREAKS = / (?!(?:ms|s|min|h|points|×)(?![\w-]))(?<!× )/;

/** Fills lines with words. Lines after the first are indented by `hang`; a word longer than a line is broken. */
export function wrap(text: string, indent = '', hang = indent, width = WIDTH): string[] {
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  for (const word of text.split(BREAKS).flatMap(each => broken(each, width - hang.length))) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = hang;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  lines.push(line);
  return lines;
}

function broken(word: string, width: number): string[] {
  // Also where nothing fits, a piece is something.
  const size = Math.max(1, width);
  const parts: string[] = [];
  for (let rest = word; ; rest = rest.slice(size)) {
    if (rest.length <= size) return [...parts, rest];
    parts.push(rest.slice(0, size));
  }
}

/** A cell of a table, and how its text is shown. */
export interface Cell {
  readonly text: string;
  readonly right?: boolean;
  readonly show?: (text: string) => string;
}

/**
 * Rows in columns, two spaces apart. Where they do not fit, the widest column gives way and its texts are cut, except in the last
 * column, whose texts go on below.
 */
export function table(rows: readonly (readonly Cell[])[], indent = '  ', width = WIDTH): string[] {
  const columns = Math.max(0, ...rows.map(row => row.length));
  const widths = Array.from({ length: columns }, (_, i) => Math.max(0, ...rows.map(row => row[i]?.text.length ?? 0)));
  const available = width - indent.length - 2 * (columns - 1);
  const last = columns - 1;
  const excess = (): number => widths.reduce((sum, each) => sum + each, 0) - available;
  if (last >= 0 && excess() > 0) widths[last] = Math.max(Math.min(widths[last]!, LEAST_LAST), widths[last]! - excess());
  while (excess() > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= 4) break;
    widths[widest] = Math.max(4, widths[widest]! - excess());
  }
  return rows.flatMap(row => rowLines(row, widths, indent));
}

/** A table's heads; `>` marks those that stand right. */
export function heads(titles: readonly string[], paint: Paint): Cell[] {
  return titles.map(title => ({
    text: title.replace(/^>/, ''),
    right: title.startsWith('>'),
    show: text => paint('faint', text),
  }));
}

/** The last column is not squeezed below this. */
const LEAST_LAST = 24;

function rowLines(row: readonly Cell[], widths: readonly number[], indent: string): string[] {
  const before = row.slice(0, -1).map((cell, i) => shown(cell, cut(cell.text, widths[i]!), widths[i]!));
  const lastCell = row.at(-1);
  if (lastCell === undefined) return [];
  const i = row.length - 1;
  const lead = `${indent}${before.map(text => `${text}  `).join('')}`;
  const hang = indent.length + widths.slice(0, i).reduce((sum, each) => sum + each + 2, 0);
  return wrap(lastCell.text, '', '', Math.max(widths[i]!, 1)).map((text, line) =>
    `${line === 0 ? lead : ' '.repeat(hang)}${shown(lastCell, text, lastCell.right ? widths[i]! : text.length)}`.trimEnd(),
  );
}

function shown({ right, show }: Cell, text: string, width: number): string {
  const gap = ' '.repeat(Math.max(0, width - text.length));
  const looks = show === undefined ? text : show(text);
  return right ? gap + looks : looks + gap;
}

/** Text of at most `width` characters; what was cut off is an ellipsis. */
export function cut(text: string, width: number): string {
  if (width < 1) return '';
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
