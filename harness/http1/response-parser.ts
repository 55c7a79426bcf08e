import { HeadStart } from './head-start.ts';
import { type ResponseHead, readResponseHead } from './response-head.ts';

/** Gets an answer as it comes. */
export interface ResponseSink {
  /** An interim answer; another follows. */
  interim(head: ResponseHead): void;
  head(head: ResponseHead): void;
  /** A piece of the body: `bytes` from `start` to `end`, valid only during the call. */
  body(bytes: Buffer, start: number, end: number): void;
  /** @param reusable whether the connection can carry another request. */
  end(reusable: boolean): void;
  /** What came is not HTTP; nothing follows. */
  malformed(): void;
}

type State =
  | 'idle'
  | 'head'
  | 'length'
  | 'until-close'
  | 'chunk-size'
  | 'chunk-data'
  | 'chunk-end'
  | 'trailer'
  | 'broken';

const LONGEST_HEAD = 65_536;
/** A chunk's size with its extensions, or a trailer. */
const LONGEST_LINE = 4096;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are not allowed
const CHUNK_SIZE = /^(0{0,16}[0-9A-Fa-f]{1,8})(?:;[^\0-\x08\x0a-\x1f\x7f]*)?$/;
/** What of it may have come. */
const CHUNK_SIZE_START = /^0{0,16}[0-9A-Fa-f]{0,8}(?:;|\r?$)/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are not allowed
const TRAILER = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[^\0-\x08\x0a-\x1f\x7f]*$/;
const CRLF = '\r\n';
const BLANK = '\r\n\r\n';

/**
 * Reads the answers on one connection, in pieces of any size (RFC 9112 §6, §7). Node's own parser costs a third of the
 * time of a proxy or a load generator for what they do beside parsing; `response-parser.test.ts` holds this one against Node's.
 */
export class ResponseParser {
  readonly #sink: ResponseSink;
  #state: State = 'idle';
  #headOnly = false;
  #keepAlive = false;
  /** What is left of the body or chunk, bytes. */
  #left = 0;
  /** The head as far as it has come, if its end has not. */
  readonly #start = new HeadStart();
  /** The beginning of a line whose end has not come. */
  #text = '';

  constructor(sink: ResponseSink) {
    this.#sink = sink;
  }

  /** A request is being sent; its answer comes next. */
  expect(method: string): void {
    this.#headOnly = method === 'HEAD';
    this.#text = '';
    this.#start.clear();
    this.#state = 'head';
  }

  /** Reads `bytes` up to `end`. What comes when no answer is expected is malformed. */
  feed(bytes: Buffer, end: number): void {
    let at = 0;
    while (at < end) {
      switch (this.#state) {
        case 'head':
          at = this.#readHead(bytes, at, end);
          break;
        case 'length':
        case 'chunk-data':
          at = this.#readBody(bytes, at, end);
          break;
        case 'until-close':
          this.#sink.body(bytes, at, end);
          return;
        case 'chunk-size':
        case 'chunk-end':
        case 'trailer':
          at = this.#readLine(bytes, at, end);
          break;
        case 'idle':
          this.#break();
          return;
        case 'broken':
          return;
      }
    }
  }

  /** The connection ends. @returns whether that completes the answer under way, or there was none. */
  ended(): boolean {
    if (this.#state === 'idle') return true;
    if (this.#state !== 'until-close') return false;
    this.#complete(false);
    return true;
  }

  #readHead(bytes: Buffer, at: number, end: number): number {
    let text: string;
    let next: number;
    if (this.#start.length === 0) {
      const blank = bytes.indexOf(BLANK, at, 'latin1');
      if (blank < 0 || blank + 4 > end) return this.#keepHead(bytes, at, end);
      text = bytes.toString('latin1', at, blank);
      next = blank + 4;
    } else {
      const piece = bytes.toString('latin1', at, end);
      const body = this.#start.endIn(piece);
      if (body < 0) return this.#keepHead(bytes, at, end);
      text = (this.#start.take() + piece.slice(0, body)).slice(0, -BLANK.length);
      next = at + body;
    }
    const head = text.length > LONGEST_HEAD ? null : readResponseHead(text);
    // Nobody asked to switch protocols.
    if (head === null || head.status === 101) this.#break();
    else if (head.status < 200) this.#sink.interim(head);
    else this.#begin(head);
    return next;
  }

  /** Remembers what has come of a head. What is not HTTP is told at once: its end may never come. */
  #keepHead(bytes: Buffer, at: number, end: number): number {
    const isTooLong = this.#start.length + end - at > LONGEST_HEAD;
    if (isTooLong || !this.#start.add(bytes.toString('latin1', at, end))) this.#break();
    return end;
  }

  #begin(head: ResponseHead): void {
    const { status, contentLength, chunked } = head;
    this.#keepAlive = head.keepAlive;
    const empty = this.#headOnly || status === 204 || status === 304 || (!chunked && contentLength === 0);
    if (!empty) {
      this.#state = chunked ? 'chunk-size' : contentLength === null ? 'until-close' : 'length';
      this.#left = contentLength ?? 0;
    }
    this.#sink.head(head);
    if (empty) this.#complete(this.#keepAlive);
  }

  #readBody(bytes: Buffer, at: number, end: number): number {
    const next = Math.min(end, at + this.#left);
    this.#left -= next - at;
    this.#sink.body(bytes, at, next);
    if (this.#left === 0) {
      if (this.#state === 'length') this.#complete(this.#keepAlive);
      else this.#state = 'chunk-end';
    }
    return next;
  }

  #readLine(bytes: Buffer, at: number, end: number): number {
    const before = this.#text.length;
    const joined = this.#text + bytes.toString('latin1', at, Math.min(end, at + LONGEST_LINE));
    const stop = joined.indexOf(CRLF, Math.max(0, before - 1));
    if (stop < 0) {
      if (this.#text.length + end - at > LONGEST_LINE) this.#break();
      else this.#text += bytes.toString('latin1', at, end);
      if (this.#state === 'chunk-size' && !CHUNK_SIZE_START.test(this.#text)) this.#break();
      if (this.#state === 'chunk-end' && this.#text !== '\r') this.#break();
      return end;
    }
    this.#text = '';
    this.#line(joined.slice(0, stop));
    return at + stop + 2 - before;
  }

  #line(line: string): void {
    if (this.#state === 'chunk-size') {
      const size = CHUNK_SIZE.exec(line)?.[1];
      if (size === undefined) return this.#break();
      this.#left = Number.parseInt(size, 16);
      this.#state = this.#left === 0 ? 'trailer' : 'chunk-data';
    } else if (this.#state === 'chunk-end') {
      if (line !== '') return this.#break();
      this.#state = 'chunk-size';
    } else if (line === '') this.#complete(this.#keepAlive);
    // Trailers are read over: they are of the hop.
    else if (!TRAILER.test(line)) this.#break();
  }

  #complete(reusable: boolean): void {
    this.#state = 'idle';
    this.#sink.end(reusable);
  }

  #break(): void {
    this.#state = 'broken';
    this.#sink.malformed();
  }
}
