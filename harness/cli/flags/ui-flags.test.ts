import { describe, expect, it } from 'vitest';
import { type Command, helpText, parse, UsageError } from './command.ts';
import { UI_FLAGS, uiPort } from './ui-flags.ts';

const command: Command = {
  ...{ name: 'run', usage: 'headroom run SCRIPT', details: '', examples: [] },
  flags: { ...UI_FLAGS, quiet: { help: '' } },
  run: () => Promise.resolve(0),
};

function portOf(...args: readonly string[]): number | null {
  return uiPort(parse(command, args), false);
}

describe('--ui', () => {
  it.each([
    [[], null],
    [['--ui'], 5665],
    [['--ui', '--quiet'], 5665],
    [['--ui', '6000'], 6000],
    [['--ui=6000'], 6000],
    [['--no-ui'], null],
  ])('%j: port %j', (args, port) => {
    expect(portOf(...args)).toBe(port);
  });

  it('does not take a script for its port', () => {
    const given = parse(command, ['--ui', 'my-script.ts']);
    expect([given.positionals, uiPort(given, false)]).toEqual([['my-script.ts'], 5665]);
  });

  it('is usual where the command says so, until somebody says no', () => {
    expect(uiPort(parse(command, []), true)).toBe(5665);
    expect(uiPort(parse(command, ['--no-ui']), true)).toBeNull();
  });

  it.each([[['--ui=x']], [['--ui', '99999']], [['--ui', '--no-ui']]])('%j is a usage error', args => {
    expect(() => portOf(...args)).toThrow(UsageError);
  });

  it('says in the help that its value may be left out', () => {
    expect(helpText(command)).toContain('--ui [PORT]');
  });
});
