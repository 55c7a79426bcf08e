import { STATUS_LINE } from './head-syntax.ts';

const EVERY_ANSWER = 'HTTP/1.';
const CRLF = '\r\n';
const BLANK = '\r\n\r\n';

/** The beginning of an answer's head. It comes in pieces of any size, and none is looked at twice: an answer in single bytes costs no more. */
export class HeadStart {
  #pieces: string[] = [];
  #length = 0;
  /** Its last characters: the blank line may have begun in them. */
  #last = '';
  #hasStatusLine = false;

  get length(): number {
    return this.#length;
  }

  /** Where in the next piece the body begins; −1 if the head goes on. */
  endIn(piece: string): number {
    const at = (this.#last + piece).indexOf(BLANK);
    return at < 0 ? -1 : at + BLANK.length - this.#last.length;
  }

  /** Takes a piece. @returns whether this can still become a head */
  add(piece: string): boolean {
    const before = this.#last;
    const known = this.#length;
    this.#pieces.push(piece);
    this.#length += piece.length;
    this.#last = (before + piece).slice(1 - BLANK.length);
    return this.#isOfHttp(known) && this.#hasRightStatusLine(before + piece) && !hasBareLineFeed(before, piece);
  }

  /** All of it; it is empty then. */
  take(): string {
    const text = this.#pieces.join('');
    this.clear();
    return text;
  }

  clear(): void {
    this.#pieces = [];
    this.#length = 0;
    this.#last = '';
    this.#hasStatusLine = false;
  }

  /** Told by its first characters. @param known how many of them were there before */
  #isOfHttp(known: number): boolean {
    if (known >= EVERY_ANSWER.length) return true;
    const text = this.#pieces.join('');
    return text.startsWith(EVERY_ANSWER.slice(0, text.length));
  }

  #hasRightStatusLine(latest: string): boolean {
    if (this.#hasStatusLine || !latest.includes(CRLF)) return true;
    this.#hasStatusLine = true;
    const text = this.#pieces.join('');
    return STATUS_LINE.test(text.slice(0, text.indexOf(CRLF)));
  }
}

function hasBareLineFeed(before: string, piece: string): boolean {
  return (piece.startsWith('\n') && !before.endsWith('\r')) || /[^\r]\n/.test(piece);
}
