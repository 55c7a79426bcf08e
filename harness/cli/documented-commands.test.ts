import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from './flags/command.ts';
import { VERBS } from './verbs.ts';

const ROOT = `${import.meta.dirname}/../..`;
const PAGES = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], { cwd: ROOT });
/** What a shell takes for the end of a command. */
const END = /^(?:[|;&>#]|\d>)/;

/** The commands of a page, in blocks of code and between backticks, as words behind `headroom`. */
function commandsIn(page: string): string[][] {
  const text = page.replaceAll(/\\\n\s*/g, ' ');
  const blocks = [...text.matchAll(/^```\w*\n(.*?)^```/gms)].flatMap(([, block = '']) => block.split('\n'));
  const inline = [...text.replaceAll(/^```.*?^```/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return [...blocks, ...inline].flatMap(line => {
    const [, command] = /(?:^|[\s"])headroom ((?:[a-z]+) ?.*)$/.exec(line) ?? [];
    const words = [...(command ?? '').matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word);
    const end = words.findIndex(word => END.test(word));
    const whole = (end < 0 ? words : words.slice(0, end)).map(word => word.replaceAll(/['"]/g, ''));
    return Object.hasOwn(VERBS, whole[0] ?? '') ? [whole] : [];
  });
}

test('a page has its commands found, to the last word of each', () => {
  const page =
    "a `headroom replay`\n```sh\nnpx headroom run a.ts \\\n  --set 'a b=1' --json > x # y\nheadroom nothing\n```\n";
  expect(commandsIn(page)).toEqual([['run', 'a.ts', '--set', 'a b=1', '--json'], ['replay']]);
});

describe.each(PAGES.filter(page => /headroom/.test(readFileSync(`${ROOT}/${page}`, 'utf8'))))('%s', page => {
  test('has commands that the command line takes, and files that there are', async () => {
    for (const [verb = '', ...args] of commandsIn(readFileSync(`${ROOT}/${page}`, 'utf8'))) {
      const command = await VERBS[verb]?.load();
      if (command === undefined) throw new Error(verb);
      expect(() => parse(command, args), `headroom ${verb} ${args.join(' ')}`).not.toThrow();
      for (const word of args) {
        if (/^(?:scenarios|mock-service|examples)\/[\w./-]+\.(?:ts|js|yaml)$/.test(word))
          expect(existsSync(`${ROOT}/${word}`), word).toBe(true);
      }
    }
  });
});

test('the examples of each command are such, too', async () => {
  for (const { load } of Object.values(VERBS)) {
    const command = await load();
    for (const [verb, ...args] of command.examples.flatMap(example => commandsIn(`\`${example}\``))) {
      expect(verb).toBe(command.name);
      expect(() => parse(command, args), args.join(' ')).not.toThrow();
    }
  }
});
