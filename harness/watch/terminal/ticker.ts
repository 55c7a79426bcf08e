import { cut, wrap } from '../../report/layout.ts';

/** Where lines stay, one every so often is enough. */
const LINE_EVERY_MS = 10_000;
/** Of a line that stays. */
export const MOST_COLUMNS = 100;

/** Tells whoever waits how work goes that takes a while. */
export interface Ticker {
  /** Where it stands: in a terminal a line that the next one takes the place of, elsewhere a line at most every ten seconds. */
  tick(text: string): void;
  /** What is to stay, in lines of at most 100 columns. */
  say(text: string): void;
  /** A line as it is. */
  write(line: string): void;
}

/** Says nothing. */
export const SILENT: Ticker = { tick: () => {}, say: () => {}, write: () => {} };

/**
 * @param write a line that stays
 * @param over a line that takes the place of the last such; null: nothing can, and work that is over in ten seconds says nothing
 * @param now ms
 */
export function tickerTo(
  write: (line: string) => void,
  over: ((line: string) => void) | null,
  now: () => number,
): Ticker {
  let saidAt = now();
  return {
    write,
    tick(text) {
      if (over !== null) return over(text);
      if (now() - saidAt < LINE_EVERY_MS) return;
      saidAt = now();
      write(cut(text, MOST_COLUMNS));
    },
    say(text) {
      for (const line of text.split('\n')) for (const each of folded(line)) write(each);
    },
  };
}

/** In lines; one with a word that fits in none, such as a path, as it is: who copies it wants it whole. */
function folded(line: string): string[] {
  if (line.split(' ').some(word => word.length > MOST_COLUMNS)) return [line];
  return wrap(line, '', '  ', MOST_COLUMNS);
}
