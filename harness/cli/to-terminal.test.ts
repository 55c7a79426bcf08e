import { globSync, readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { PlainProgress } from '../watch/terminal/plain-progress.ts';
import { SILENT } from '../watch/terminal/ticker.ts';
import { toStderr, toStdout } from './to-terminal.ts';

afterEach(() => vi.restoreAllMocks());

/** Who writes to a stream as it is, and why that is so. */
const DIRECT: Readonly<Record<string, string>> = {
  'to-terminal.ts': 'the edge itself',
  'standard-streams.ts': 'a system error, when the stream is gone',
  'write-summary.ts': 'what a script shows: its colours stay on stderr too',
  'keep-record.ts': 'commands to the runner of a workflow, which are meant',
  'main.ts': 'the word "error" is painted',
  'build.ts': 'a word of our own',
  'verbs/bundle.ts': 'a program, which is what it is',
};

test('what the command line says goes through one edge', () => {
  const files = globSync('**/*.ts', { cwd: import.meta.dirname }).filter(file => !file.endsWith('.test.ts'));
  const direct = files.filter(file => {
    const text = readFileSync(`${import.meta.dirname}/${file}`, 'utf8');
    return /process\.std(out|err)\.write|console\./.test(text);
  });
  expect(direct.sort()).toEqual(Object.keys(DIRECT).sort());
});

test('a log line of a script acts on no terminal and commands no runner', () => {
  const ESC = String.fromCharCode(27);
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation(text => written.push(String(text)) > 0);
  const progress = new PlainProgress({ clock: 'live' } as never, '', { ...SILENT, write: toStderr });
  progress.log('info', `fine\n::error title=gate::PASSED${ESC}[1A${ESC}[8m\n##[add-mask]e`);
  expect(written).toEqual(['fine', ': :error title=gate::PASSED␛[1A␛[8m', '# #[add-mask]e']);
});

test('results keep their paint, and nothing else', () => {
  const ESC = String.fromCharCode(27);
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation(text => written.push(String(text)) > 0);
  toStdout(`${ESC}[1mPASS${ESC}[0m ${ESC}]0;title\n`);
  expect(written).toEqual([`${ESC}[1mPASS${ESC}[0m ␛]0;title\n`]);
});
