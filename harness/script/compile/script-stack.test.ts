import { describe, expect, it } from 'vitest';
import { compileFiles, TestVu } from './test-script.ts';

/** Frames as `name file:line:column`, without folders. */
async function frames(files: Record<string, string>, fails: boolean): Promise<string[]> {
  const script = await compileFiles(files);
  const vu = new TestVu(script, () => (fails ? new Error('refused') : 1));
  vu.run();
  return script
    .stack(vu.error)
    .map(({ name, file, line, column }) => `${name} ${file.slice(file.lastIndexOf('/') + 1)}:${line}:${column}`);
}

const FILES = {
  'main.ts': `import { login } from './lib.ts';
import { group } from 'k6';

const journey = (): void => {
  group('in', () => {
    login('a');
  });
};

export default function () {
  journey();
}`,
  'lib.ts': `import http from 'k6/http';
interface Reply { body: string }
export function login(name: string): Reply {
  return new Client().open(name);
}

class Client {
  open(name: string): Reply {
    return [name].map(one => http.get(one) as unknown as Reply)[0]!;
  }
}`,
};

describe('stacks', () => {
  it('name every frame of the script, and none of the runtime', async () => {
    expect(await frames(FILES, true)).toEqual([
      ' lib.ts:9:35',
      'open lib.ts:9:19',
      'login lib.ts:4:23',
      'journey main.ts:6:5',
      'default main.ts:11:3',
    ]);
  });

  it('begin where an exception was thrown', async () => {
    const text = `import { sleep } from 'k6';\nfunction inner(n: number | null) {\n  sleep(1);\n  return n!.toFixed();\n}\nexport default () => { inner(null); };`;
    expect(await frames({ 'main.ts': text }, false)).toEqual(['inner main.ts:4:13', 'default main.ts:6:24']);
  });

  it('name a file’s own function though another file has one of that name', async () => {
    const files = {
      'main.ts': `import { sleep } from 'k6';\nimport { step as other } from './lib.ts';\nfunction step() {\n  sleep(1);\n  other();\n}\nexport default function main() {\n  step();\n}`,
      'lib.ts': `export function step(): void {\n  throw new Error('x');\n}`,
    };
    expect(await frames(files, false)).toEqual(['step lib.ts:2:9', 'step main.ts:5:3', 'main main.ts:8:3']);
  });

  it('of what is no error are empty', async () => {
    expect(await frames({ 'main.ts': `export default () => { throw 'text'; };` }, false)).toEqual([]);
  });

  it('of async functions go as far as the code that went on', async () => {
    const text = `import { sleep } from 'k6';\nasync function later() {\n  await null;\n  fail();\n}\nfunction fail() {\n  sleep(1);\n  throw new Error('x');\n}\nexport default async () => {\n  await later();\n};`;
    expect(await frames({ 'main.ts': text }, false)).toEqual(['fail main.ts:8:9', 'later main.ts:4:3']);
  });
});

describe('locate', () => {
  it('finds the user’s line of every line of the code', async () => {
    const script = await compileFiles(FILES);
    const lines = script.code.split('\n');
    const row = lines.findIndex(line => line.includes('$h_describe0('));
    const column = (lines[row] as string).indexOf('$h_settled(yield');
    const place = script.locate(row + 1, column + 1);
    expect(place?.file.endsWith('lib.ts')).toBe(true);
    expect(place?.line).toBe(9);
  });

  it('knows no place for the runtime’s own code', async () => {
    const script = await compileFiles(FILES);
    expect(script.locate(1, 5)).toBeNull();
  });
});
