import { request } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ResponseParser } from './response-parser.ts';

/** What a reader makes of an answer. */
interface Read {
  outcome: 'complete' | 'malformed' | 'incomplete';
  status: number;
  body: string;
}

/** Reads `text` in pieces cut at `cuts`; the connection then ends. */
function read(text: string, cuts: readonly number[] = [], method = 'GET'): Read & { reusable: boolean } {
  const result = { outcome: 'incomplete', status: 0, body: '', reusable: false } as Read & { reusable: boolean };
  const parser = new ResponseParser({
    interim: () => {},
    head: ({ status }) => {
      result.status = status;
    },
    body: (bytes, start, end) => {
      result.body += bytes.toString('latin1', start, end);
    },
    end: reusable => {
      result.outcome = 'complete';
      result.reusable = reusable;
    },
    malformed: () => {
      result.outcome = 'malformed';
    },
  });
  parser.expect(method);
  const borders = [0, ...cuts.map(cut => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  // As in life: one buffer, with what came before still behind the end.
  const buffer = Buffer.alloc(text.length + 64, 'HTTP/1.1 200 OK\r\n\r\n');
  borders.slice(1).forEach((to, i) => {
    const piece = text.slice(borders[i], to);
    buffer.write(piece, 0, 'latin1');
    parser.feed(buffer, piece.length);
  });
  if (result.outcome === 'incomplete') parser.ended();
  return result;
}

const OK = 'HTTP/1.1 200 OK\r\n';

describe('framing', () => {
  test.each([
    ['a length', `${OK}Content-Length: 5\r\n\r\nhello`, 'complete', 'hello', true],
    ['no body', `${OK}Content-Length: 0\r\n\r\n`, 'complete', '', true],
    [
      'chunks',
      `${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;a=b\r\n!\r\n0\r\n\r\n`,
      'complete',
      'hello!',
      true,
    ],
    ['trailers', `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n`, 'complete', 'hi', true],
    ['the end of the connection', `${OK}\r\nhello`, 'complete', 'hello', false],
    ['204', 'HTTP/1.1 204 No Content\r\n\r\n', 'complete', '', true],
    ['304 with a length', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n', 'complete', '', true],
    [
      'interim answers',
      `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}Content-Length: 2\r\n\r\nhi`,
      'complete',
      'hi',
      true,
    ],
    ['Connection: close', `${OK}Connection: close\r\nContent-Length: 2\r\n\r\nhi`, 'complete', 'hi', false],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi', 'complete', 'hi', false],
    [
      'HTTP/1.0 kept alive',
      'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi',
      'complete',
      'hi',
      true,
    ],
    ['a body cut off', `${OK}Content-Length: 5\r\n\r\nhel`, 'incomplete', 'hel', false],
    ['chunks cut off', `${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhel`, 'incomplete', 'hel', false],
    ['a head cut off', `${OK}Content-`, 'incomplete', '', false],
  ] as const)('by %s', (_, text, outcome, body, reusable) => {
    expect(read(text)).toMatchObject({ outcome, body, reusable });
  });

  test('HEAD has no body whatever its headers say', () => {
    expect(read(`${OK}Content-Length: 5\r\n\r\n`, [], 'HEAD')).toMatchObject({
      outcome: 'complete',
      body: '',
      reusable: true,
    });
  });
});

describe('malformed is', () => {
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['HTTP/2', 'HTTP/2 200 OK\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a header without a colon', `${OK}nonsense\r\n\r\n`],
    ['a space before the colon', `${OK}Content-Length : 5\r\n\r\nhello`],
    ['a folded header', `${OK}A: b\r\n c\r\n\r\n`],
    ['a bare line feed', `${OK}A: b\nContent-Length: 0\r\n\r\n`],
    ['a NUL in a value', `${OK}A: b\0\r\n\r\n`],
    ['a length that is no number', `${OK}Content-Length: 5x\r\n\r\nhello`],
    ['a negative length', `${OK}Content-Length: -1\r\n\r\n`],
    ['two lengths', `${OK}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`],
    ['a length and chunks', `${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['an unknown coding', `${OK}Transfer-Encoding: gzip\r\n\r\n`],
    ['a chunk size that is no number', `${OK}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`],
    ['a chunk longer than its size', `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n`],
    ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n'],
    ['more than the answer', `${OK}Content-Length: 2\r\n\r\nhi!`],
    ['an endless head', `${OK}A: ${'b'.repeat(70_000)}`],
  ])('%s', (_, text) => {
    expect(read(text).outcome).toBe('malformed');
  });
});

/** Answers with a little of everything, then damaged in up to two places. */
const answers = fc
  .record({
    version: fc.constantFrom('1.1', '1.1', '1.0'),
    status: fc.constantFrom(200, 204, 304, 404, 503),
    headers: fc.array(
      fc.constantFrom(
        'X-A: b',
        'Connection: close',
        'Connection: keep-alive',
        'Content-Type: text/plain',
        'X-Empty:',
        'Date: now',
      ),
      { maxLength: 3 },
    ),
    framing: fc.constantFrom('length', 'chunked', 'close'),
    body: fc.string({ maxLength: 40 }),
    damage: fc.array(
      fc.record({ at: fc.nat(200), by: fc.constantFrom('', ' ', '\n', '\r\n', ':', '0', '\0', 'é', ',', ';') }),
      { maxLength: 2 },
    ),
  })
  .map(({ version, status, headers, framing, body: text, damage }) => {
    const body = status === 204 || status === 304 ? '' : Buffer.from(text).toString('latin1');
    const lines = [`HTTP/${version} ${status} Text`, ...headers];
    let payload = body;
    if (framing === 'length') lines.push(`Content-Length: ${body.length}`);
    else if (framing === 'chunked') {
      lines.push('Transfer-Encoding: chunked');
      const half = body.length >> 1;
      payload = [body.slice(0, half), body.slice(half)]
        .filter(piece => piece !== '')
        .map(piece => `${piece.length.toString(16)}\r\n${piece}\r\n`)
        .join('');
      payload += '0\r\n\r\n';
    }
    let whole = `${lines.join('\r\n')}\r\n\r\n${status === 204 || status === 304 ? '' : payload}`;
    for (const { at, by } of damage)
      whole = whole.slice(0, at % whole.length) + by + whole.slice((at % whole.length) + 1);
    return whole;
  });

test('pieces of any size are read as the whole is', () => {
  fc.assert(
    fc.property(answers, fc.array(fc.nat(), { maxLength: 8 }), (text, cuts) => {
      expect(read(text, cuts)).toEqual(read(text));
    }),
    { numRuns: 1000 },
  );
});

describe('beside Node’s own parser', () => {
  let server: Server;
  let text = '';
  beforeAll(async () => {
    server = createServer(socket => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(text, 'latin1'));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void server.close());

  function readByNode(): Promise<Read> {
    return new Promise(resolve => {
      const { port } = server.address() as AddressInfo;
      const asked = request({ port, host: '127.0.0.1', agent: false }, answer => {
        let body = '';
        answer.setEncoding('latin1');
        answer.on('data', piece => {
          body += piece;
        });
        answer.on('error', () => resolve({ outcome: 'incomplete', status: answer.statusCode ?? 0, body }));
        answer.on('end', () => resolve({ outcome: 'complete', status: answer.statusCode ?? 0, body }));
      });
      asked.on('error', () => resolve({ outcome: 'malformed', status: 0, body: '' }));
      asked.on('upgrade', (_answer, socket) => {
        socket.destroy();
        resolve({ outcome: 'malformed', status: 101, body: '' });
      });
      asked.end();
    });
  }

  test('what it takes for complete, Node reads alike', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(answers, async answer => {
        const { outcome, status, body } = read(answer);
        if (outcome !== 'complete') return;
        text = answer;
        compared++;
        expect(await readByNode()).toEqual({ outcome, status, body });
      }),
      { numRuns: 400 },
    );
    expect(compared).toBeGreaterThan(100);
  });
});
