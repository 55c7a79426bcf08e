import { hashText } from '../../time/random.ts';

const [ZERO, NINE, AT] = [48, 57, 64];
/** Longer numbers are names like any other. */
const MOST_DIGITS = 9;

/**
 * The number of a key or a user, 0 … `count` − 1, by its text. What carries a number keeps it, so that no two keys share one: `17`,
 * `user17`, `p-17` and `user17@eu.example` are 17, where there are more than 17. Any other text gets one by its hash, always the same.
 */
export function numberOf(text: string, count: number): number {
  const number = numberIn(text);
  return number >= 0 && number < count ? number : (hashText(text) >>> 0) % count;
}

/** The number at the end of a text, or before its `@`; −1 if there is none, or it is not written as numbers are. */
function numberIn(text: string): number {
  const { length } = text;
  let start = 0;
  while (start < length && !isDigit(text.charCodeAt(start))) start++;
  let end = start;
  let number = 0;
  for (; end < length; end++) {
    const code = text.charCodeAt(end);
    if (!isDigit(code)) break;
    number = number * 10 + (code - ZERO);
  }
  const digits = end - start;
  if (digits === 0 || digits > MOST_DIGITS || (digits > 1 && text.charCodeAt(start) === ZERO)) return -1;
  return end === length || text.charCodeAt(end) === AT ? number : -1;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}
