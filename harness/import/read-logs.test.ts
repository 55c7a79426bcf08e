import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import type { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { type ReadLog, readLogs } from './read-logs.ts';

const folder = mkdtempSync(join(tmpdir(), 'headroom-logs-'));
afterAll(() => rmSync(folder, { recursive: true }));

function line(second: number, path = '/'): string {
  const clock = new Date(Date.UTC(2026, 5, 1, 9) + second * 1000).toISOString().slice(11, 19);
  return `10.0.0.1 - - [01/Jun/2026:${clock} +0000] "GET ${path} HTTP/1.1" 200 5`;
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function read(files: readonly string[], format: 'combined' | 'json' | null = null) {
  const [seconds, said]: [number[], string[]] = [[], []];
  const logs = await readLogs(
    files,
    { format, userField: null, tick: () => {}, say: text => said.push(text), signal: new AbortController().signal },
    taken => seconds.push(((taken.atMs / 1000) % 86_400) - 9 * 3600),
  );
  return { logs, seconds, said };
}

async function problemsOf(files: readonly string[], format: 'combined' | 'json' | null = null): Promise<string> {
  const thrown = await read(files, format).catch(error => error as InputErrors);
  return (thrown as InputErrors).message.replaceAll(`${folder}/`, '');
}

const LONG = Array.from({ length: 40_000 }, (_, i) => line(i % 80_000, `/page/${i}`)).join('\n');

test.each([
  ['plain, without an end of its last line', 'plain.log', LONG],
  ['lines that end as on Windows', 'crlf.log', LONG.replaceAll('\n', '\r\n')],
  [
    'gzip, two parts one after the other',
    'two.gz',
    Buffer.concat([gzipSync(`${LONG.slice(0, 1e6)}`), gzipSync(LONG.slice(1e6))]),
  ],
  ['zstd', 'one.zst', zstdCompressSync(LONG)],
  ['brotli', 'one.br', brotliCompressSync(LONG, { params: { 0: 0 } })],
])('%s: every line is read once', async (_, name, content) => {
  const { logs, seconds } = await read([file(name, content)]);
  expect(logs[0]).toMatchObject({ format: 'combined', lines: 40_000, unparsed: 0 } satisfies Partial<ReadLog>);
  expect(seconds.length).toBe(40_000);
  expect(seconds.every((second, i) => second === i)).toBe(true);
});

test('rotated logs are read in the order of their times', async () => {
  const [newer, older] = [file('a.log', line(50)), file('a.log.1', `${line(10)}\n${line(11)}\n`)];
  const { logs, seconds } = await read([newer, older]);
  expect(seconds).toEqual([10, 11, 50]);
  expect(logs.map(({ name }) => name)).toEqual([older, newer]);
});

test('lines that cannot be read are counted, the first named by their number, and none repeated', async () => {
  const lines = Array.from({ length: 30 }, (_, i) => (i % 3 === 1 ? `secret-${i}` : line(i)));
  const { logs, said } = await read([file('some.log', `# a comment\n\n${lines.join('\n')}`)]);
  expect(logs[0]).toMatchObject({ lines: 32, unparsed: 10 });
  expect(said.slice(1).map(text => text.replace(`${folder}/`, ''))).toEqual([
    ...[4, 7, 10, 13, 16].map(at => `some.log:${at} cannot be read: no [time] before a "request"`),
    'some.log: 5 more lines cannot be read',
  ]);
  expect(said.join()).not.toContain('secret');
});

test('a log of which most cannot be read is refused', async () => {
  const lines = Array.from({ length: 300 }, (_, i) => (i > 9 ? 'something else' : line(i)));
  expect(await problemsOf([file('most.log', lines.join('\n'))])).toContain(
    '290 of its 300 lines are not of the format combined',
  );
});

test('all logs that cannot be begun are told at once', async () => {
  const files = [
    join(folder, 'nowhere.log'),
    file('empty.log', ''),
    file('other.log', 'name: shop\n'),
    file('x.xz', Buffer.from('fd377a585a0000', 'hex')),
  ];
  const told = await problemsOf(files);
  expect(told.split('\n')).toEqual(
    [
      expect.stringContaining('nowhere.log: cannot be read: '),
      'empty.log: it is empty',
      expect.stringContaining('other.log:1:1: its first lines are of no format that is known here'),
      expect.stringMatching(
        /^x\.xz: compressed by what is not read here; give it by a pipe: xz -dc .* \| headroom import -$/,
      ),
    ].map(each => each),
  );
});

test('a format that was named, and a log of another, says why', async () => {
  expect(await problemsOf([file('c.log', line(1))], 'json')).toBe(
    'c.log:1:1: not one of its first lines is of the format JSON, an object a line: no JSON object',
  );
});

test('compressed data that end early', async () => {
  const whole = gzipSync(LONG);
  expect(await problemsOf([file('cut.gz', whole.subarray(0, whole.length / 2))])).toContain(
    'its compressed data cannot be read: ',
  );
});

test('what is stopped while a pipe says nothing more stops at once', async () => {
  const stopping = new AbortController();
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const writer = createWriteStream(path);
  // On a busy machine it has not written yet when it is closed.
  writer.on('error', () => {});
  writer.write(`${line(1)}\n`);
  const options = { format: null, userField: null, tick: () => {}, say: () => {}, signal: stopping.signal };
  const reading = readLogs([path], options, () => {});
  setTimeout(() => stopping.abort(new Error('stopped')), 50);
  await expect(reading).rejects.toThrow('stopped');
  writer.destroy();
});
