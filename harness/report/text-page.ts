import { HEAD_TONES } from './head-tones.ts';
import type { HeadWord } from './head-word.ts';
import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';

/** A file is read from its top, a terminal from its bottom: there the verdict is what stands in the last screen. */
export type Order = 'verdict-first' | 'verdict-last';

/** Where a stream leads decides it. */
export function orderOn({ isTTY }: { readonly isTTY?: boolean }): Order {
  return isTTY === true ? 'verdict-last' : 'verdict-first';
}

/** A report's verdict: the word, what was judged, and why. */
export function verdictLines(head: HeadWord, title: string, reasons: readonly string[], paint: Paint): string[] {
  const word = head.toUpperCase();
  const [first = '', ...more] = wrap(`${word}  ${title}`, '', ' '.repeat(word.length + 2));
  return [
    paint(HEAD_TONES[head], word) + first.slice(word.length),
    ...more,
    ...reasons.flatMap(reason => wrap(reason, '  • ', '    ')),
  ];
}

/** A report's parts, a blank line between them; those that are empty are left out. @param verdict stands first or last */
export function textPage(
  verdict: readonly string[],
  parts: readonly (readonly string[])[],
  order: Order = 'verdict-first',
): string {
  const rest = parts.filter(lines => lines.length > 0);
  const all = order === 'verdict-first' ? [verdict, ...rest] : [...rest, verdict];
  return `${all.map(lines => lines.join('\n')).join('\n\n')}\n`;
}
