import { programIn, shellLines } from '../report/shell-words.ts';
import { MOST_COLUMNS } from '../watch/terminal/ticker.ts';

/** A command of headroom in lines that can be pasted here. @param words behind `headroom` */
export function commandLines(words: readonly string[]): string {
  return shellLines(words, programIn(process.env), MOST_COLUMNS);
}
