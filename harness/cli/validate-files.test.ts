import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputErrors, printProblem } from '../../mock-service/settings/input-errors.ts';
import { validateFiles } from './validate-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'headroom-validate-'));

/** What `validate` finds in a file of this name and text: its kind and its problems. */
async function validate(name: string, text: string, checkScript = async () => 'script' as const) {
  const file = join(folder, name);
  writeFileSync(file, text);
  const [validated] = await validateFiles([file], checkScript);
  const problems = validated?.problems.map(problem => printProblem(problem).replace(`${folder}/`, ''));
  return { kind: validated?.kind, problems };
}

test('the shipped files are right', async () => {
  const files = ['scenarios/topologies/eu.yaml', 'mock-service/settings/baseline.yaml'];
  expect(await validateFiles(files, async () => 'script' as const)).toEqual([
    { file: files[0], kind: 'topology', problems: [] },
    { file: files[1], kind: 'cache settings', problems: [] },
  ]);
});

test('a YAML file’s kind is told by its keys, misspelt or not', async () => {
  expect(await validate('a.yaml', 'tll: 5s')).toMatchObject({ kind: 'cache settings' });
  expect(await validate('b.yml', 'name: x\npoolz: {}')).toMatchObject({ kind: 'topology' });
  expect(await validate('c.json', '{"ttl": "5s"}')).toEqual({ kind: 'cache settings', problems: [] });
});

test('what is neither says what both are', async () => {
  const { kind, problems } = await validate('d.yaml', 'apiVersion: v1');
  expect(kind).toBe(null);
  expect(problems).toEqual([
    expect.stringMatching(/^d\.yaml: neither a topology, with name, .*; nor cache settings, with capacity, /),
  ]);
});

test('YAML that cannot be read has its place', async () => {
  expect(await validate('e.yaml', 'ttl: [1')).toMatchObject({
    kind: null,
    problems: [expect.stringMatching(/^e\.yaml:1:\d+: not valid YAML/)],
  });
});

test('a script is checked as one', async () => {
  const problem = { file: 's.ts', line: 3, column: 7, path: '', message: 'wrong' };
  const wrong = async () => {
    throw new InputErrors([problem]);
  };
  expect(await validate('s.ts', '')).toEqual({ kind: 'script', problems: [] });
  expect(await validate('s.ts', '', wrong)).toEqual({ kind: 'script', problems: ['s.ts:3:7: wrong'] });
});

test('an error that is no fault of the files is not swallowed', async () => {
  const broken = async () => {
    throw new TypeError('ours');
  };
  await expect(validate('s.ts', '', broken)).rejects.toThrow('ours');
});

test('files are checked whatever the others hold', async () => {
  const files = [join(folder, 'missing.yaml'), folder, 'README', 'mock-service/settings/baseline.yaml'];
  const validated = await validateFiles(files, async () => 'script' as const);
  expect(validated.map(each => each.problems.length)).toEqual([1, 1, 1, 0]);
});
