import { describe, expect, test, vi } from 'vitest';
import { helpText } from './flags/command.ts';
import { main } from './main.ts';
import { VERBS } from './verbs.ts';

const WIDTH = 100;

async function printed(...args: readonly string[]): Promise<string> {
  const told: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation(text => told.push(String(text)) > 0);
  try {
    await main(args);
  } finally {
    spy.mockRestore();
  }
  return told.join('');
}

function tooWide(text: string): string[] {
  return text.split('\n').filter(line => line.length > WIDTH);
}

describe.each(Object.keys(VERBS))('headroom %s --help', name => {
  test(`is at most ${WIDTH} columns wide, with what is needed most at first`, async () => {
    const command = await VERBS[name]?.load();
    if (command === undefined) throw new Error(name);
    expect(command.name).toBe(name);
    const text = helpText(command);
    expect(tooWide(text)).toEqual([]);
    const [list = ''] = text.split('\nExamples:');
    const flags = [...list.matchAll(/^ {2}(?:-\w, | {4})--([\w-]+)/gm)].map(([, flag]) => flag as string);
    expect(new Set(flags)).toEqual(new Set([...Object.keys(command.flags), 'help']));
    const common = ['cache', 'topology', 'virtual', 'set', 'out', 'env', 'seed', 'json', 'remote-write', 'help'];
    expect(flags.filter(flag => common.includes(flag))).toEqual(common.filter(flag => flags.includes(flag)));
  });
});

test('without a word there are three commands to begin with; --help has all', async () => {
  const [beginning, all] = [await printed(), await printed('--help')];
  expect(beginning.match(/^ {2}headroom \w+/gm)).toEqual(['  headroom run', '  headroom compare', '  headroom init']);
  expect(all.match(/^ {2}\w+ /gm)?.map(line => line.trim())).toEqual(Object.keys(VERBS));
  expect([...tooWide(beginning), ...tooWide(all)]).toEqual([]);
});
