import { parseArgs } from 'node:util';
import { nearMiss } from '../../../mock-service/settings/near-miss.ts';
import { namedFile } from '../shipped-file.ts';

/** A flag of a command. */
export interface Flag {
  readonly short?: string;
  /** What its value is called in the help; a flag without one is a switch. */
  readonly value?: string;
  /** Its value may be left out: it is '' then. Only a number may follow after a space. */
  readonly optional?: boolean;
  /** Its value is a file to read: one that ships with Headroom is found from any folder. */
  readonly reads?: true;
  /** May be given more than once. */
  readonly multiple?: boolean;
  readonly help: string;
}

/** What was given on the command line. */
export class Given {
  readonly positionals: readonly string[];
  /** All of it as it was given, the verb first. */
  readonly words: readonly string[];
  readonly #values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

  constructor(
    positionals: readonly string[],
    values: Record<string, string | boolean | (string | boolean)[] | undefined>,
    words: readonly string[] = [],
  ) {
    this.positionals = positionals;
    this.words = words;
    this.#values = values;
  }

  text(flag: string): string | undefined {
    const value = this.#values[flag];
    return typeof value === 'string' ? value : undefined;
  }

  texts(flag: string): string[] {
    const value = this.#values[flag];
    return Array.isArray(value) ? value.map(String) : [];
  }

  has(flag: string): boolean {
    return this.#values[flag] === true;
  }
}

/** One verb of the command line. */
export interface Command {
  readonly name: string;
  /** `headroom run SCRIPT` */
  readonly usage: string;
  /** What it does, for who has not used it: a few paragraphs. */
  readonly details: string;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly examples: readonly string[];
  /** @returns the exit code. @throws UsageError, InputErrors */
  run(given: Given): Promise<number>;
}

/** Wrong words on the command line: exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError for flags that the command does not have, and for missing values. */
export function parse(command: Command, args: readonly string[]): Given {
  const options = Object.fromEntries(
    Object.entries({ ...command.flags, help: HELP }).map(([name, { short, value, multiple }]) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        ...(short === undefined ? {} : { short }),
        ...(multiple ? { multiple: true } : {}),
      },
    ]),
  );
  try {
    const { positionals, values } = parseArgs({
      args: withValues(command, args),
      options,
      allowPositionals: true,
      strict: true,
    });
    for (const [name, { reads }] of Object.entries(command.flags)) {
      const value = values[name];
      if (reads && typeof value === 'string') values[name] = namedFile(value);
    }
    return new Given(positionals.map(namedFile), values, [command.name, ...args]);
  } catch (error) {
    const unknown = /Unknown option '(?:-+)([^'=]+)/.exec((error as Error).message)?.[1];
    if (unknown === undefined) throw new UsageError((error as Error).message.split('. To ')[0]);
    const meant = nearMiss(unknown, Object.keys(command.flags));
    const hint = meant === undefined ? `see headroom ${command.name} --help` : `did you mean --${meant}?`;
    throw new UsageError(`headroom ${command.name} has no flag --${unknown}; ${hint}`);
  }
}

/** Gives flags whose value may be left out one: `--ui` becomes `--ui=`, and `--ui 5700` `--ui=5700`. */
function withValues({ flags }: Command, args: readonly string[]): string[] {
  const optional = new Set(Object.keys(flags).flatMap(name => (flags[name]?.optional ? [`--${name}`] : [])));
  const given: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    const next = args[i + 1] ?? '';
    if (!optional.has(arg)) given.push(arg);
    else if (/^\d+$/.test(next)) given.push(`${arg}=${args[++i]}`);
    else given.push(`${arg}=`);
  }
  return given;
}

export const HELP: Flag = { short: 'h', help: 'Show this help.' };

/** The text of `headroom <command> --help`, at most 100 columns wide. */
export function helpText(command: Command): string {
  const flags = inOrder({ ...command.flags, help: HELP }).map(([name, { short, value, optional, help }]) => {
    const shown = value === undefined ? '' : optional ? ` [${value}]` : ` ${value}`;
    const dashes = `${short === undefined ? '    ' : `-${short}, `}--${name}${shown}`;
    return { dashes, help };
  });
  const width = Math.max(...flags.map(({ dashes }) => dashes.length)) + 2;
  const lines = flags.map(
    ({ dashes, help }) => `  ${dashes.padEnd(width)}${wrap(help, 98 - width, `  ${' '.repeat(width)}`)}`,
  );
  const examples = command.examples.map(example => `  ${wrap(example, 95, '      ', ' \\')}`);
  return [
    `Usage: ${wrap(command.usage, 90, '       ')}`,
    '',
    ...command.details.split('\n').map(paragraph => wrap(paragraph, 100, '')),
    '',
    'Flags:',
    ...lines,
    '',
    'Examples:',
    ...examples,
    '',
  ].join('\n');
}

/** What is needed most often stands first, what is needed least last, and what is a command's own between them. */
const FIRST: readonly string[] = ['cache', 'topology', 'virtual', 'set'];
const LAST: readonly string[] = [
  ...[
    'out',
    'env',
    'allow-host',
    'seed',
    'baseline',
    'vus',
    'duration',
    'iterations',
    'at',
    'secret-source',
    'ui',
    'no-ui',
  ],
  ...[
    'quiet',
    'json',
    'open',
    'no-play',
    'exit-zero',
    'allow-write',
    'gitlab',
    'sarif',
    'arrivals',
    'tag',
    'import-map',
    'targets',
    'remote-write',
    'annotate',
    'help',
  ],
];

function inOrder(flags: Readonly<Record<string, Flag>>): [name: string, flag: Flag][] {
  const rank = (name: string): number => {
    if (FIRST.includes(name)) return FIRST.indexOf(name);
    return FIRST.length + (LAST.includes(name) ? 1 + LAST.indexOf(name) : 0);
  };
  return Object.entries(flags).sort(([a], [b]) => rank(a) - rank(b));
}

/**
 * Lines of at most `width` columns; words are not broken.
 * @param indent of the second line on; @param end of all lines but the last
 */
export function wrap(text: string, width: number, indent: string, end = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`${end}\n${indent}`);
}
