/**
 * What a simple reader makes of a stream of messages: the tests' own eyes, which share nothing with the proxy's. It believes
 * `Content-Length` and `Transfer-Encoding: chunked`, and nothing else.
 */

/** A message as far as it has come. */
export interface Message {
  /** Its first line. */
  readonly line: string;
  /** By lower-case name; the last of several. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  readonly whole: boolean;
}

/** Answers; a connection's end may end the last of them. @param ended whether it has come, and in order; @param toHead to HEAD. */
export function readAnswers(text: string, ended: boolean, toHead: boolean): Message[] {
  return readMessages(text, ({ line, headers }) => {
    const status = Number(line.slice(9, 12));
    if (toHead || status < 200 || status === 204 || status === 304) return 'none';
    return headers.has('content-length')
      ? 'length'
      : headers.has('transfer-encoding')
        ? 'chunks'
        : ended
          ? 'rest'
          : 'more';
  });
}

export function readRequests(text: string): Message[] {
  return readMessages(text, ({ headers }) =>
    headers.has('transfer-encoding') ? 'chunks' : headers.has('content-length') ? 'length' : 'none',
  );
}

type Framing = 'none' | 'length' | 'chunks' | 'rest' | 'more';

function readMessages(text: string, framing: (head: Pick<Message, 'line' | 'headers'>) => Framing): Message[] {
  const messages: Message[] = [];
  for (let at = 0; at < text.length; ) {
    const blank = text.indexOf('\r\n\r\n', at);
    const [line = '', ...fields] = text.slice(at, blank < 0 ? text.length : blank).split('\r\n');
    const headers = new Map(
      fields.map(field => {
        const colon = field.indexOf(':');
        return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()] as const;
      }),
    );
    if (blank < 0) {
      messages.push({ line, headers, body: '', whole: false });
      break;
    }
    const { body, whole, end } = readBody(text, blank + 4, framing({ line, headers }), headers);
    messages.push({ line, headers, body, whole });
    at = end;
  }
  return messages;
}

interface Body {
  readonly body: string;
  readonly whole: boolean;
  readonly end: number;
}

function readBody(text: string, at: number, framing: Framing, headers: Message['headers']): Body {
  switch (framing) {
    case 'none':
      return { body: '', whole: true, end: at };
    case 'length': {
      const end = at + Number.parseInt(headers.get('content-length') as string, 10);
      return { body: text.slice(at, end), whole: text.length >= end, end };
    }
    case 'rest':
    case 'more':
      return { body: text.slice(at), whole: framing === 'rest', end: text.length };
    case 'chunks':
      return readChunks(text, at);
  }
}

function readChunks(text: string, start: number): Body {
  let body = '';
  for (let at = start; ; ) {
    const line = text.indexOf('\r\n', at);
    const size = line < 0 ? Number.NaN : Number.parseInt(text.slice(at, line), 16);
    const end = line + 2 + size + 2;
    if (Number.isNaN(size)) return { body, whole: false, end: text.length };
    if (size === 0) {
      const blank = text.indexOf('\r\n\r\n', line);
      return { body, whole: blank >= 0, end: blank < 0 ? text.length : blank + 4 };
    }
    body += text.slice(line + 2, end - 2);
    if (text.length < end) return { body, whole: false, end: text.length };
    at = end;
  }
}
