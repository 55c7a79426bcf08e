/** Small and large damage to texts and values, drawn from a stream: the same stream does the same damage. */
import type { RandomStream } from '../../mock-service/time/random.ts';

/** A whole number from 0, below `end`. */
export function below(random: RandomStream, end: number): number {
  return Math.floor(random.next() * end);
}

export function pick<Item>(random: RandomStream, items: readonly Item[]): Item {
  return items[below(random, items.length)] as Item;
}

/** Names that every object has, and others that code may stumble over. */
const KEYS = [
  '__proto__',
  'constructor',
  'valueOf',
  'toString',
  'hasOwnProperty',
  'length',
  'then',
  '',
  ' ',
  '0',
  'a.b',
  '\u0000',
];
/** What parsers look for, and what they may not expect. */
const PIECES = [
  ...KEYS,
  ...[
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '"',
    "'",
    '`',
    '\\',
    '/',
    ',',
    ':',
    ';',
    '=',
    '&',
    '?',
    '#',
    '%',
    '%zz',
    '%00',
    '*',
    '|',
    '<',
    '>',
  ],
  ...[
    '\r',
    '\n',
    '\r\n',
    '\r\n\r\n',
    '\t',
    ' ',
    '\u0000',
    '\u001b[2J',
    '\u202e',
    '\ud800',
    '\u00e9',
    '\u{1f680}',
    '\ufeff',
  ],
  ...[
    '0',
    '-1',
    '1e999',
    '-0',
    'NaN',
    'Infinity',
    '0x10',
    '9007199254740993',
    '99999999999999999999',
    '1.',
    '.5',
    '1_000',
    '١',
  ],
  ...[
    'null',
    'true',
    '~',
    '!!js/function',
    '&a',
    '*a',
    '<<: *a',
    '- ',
    '? ',
    '---\n',
    '...',
    '|',
    '>-',
    '@',
    'p(',
    '1s',
    '1h1h',
    '%',
  ],
  ...[
    'Content-Length: 5\r\n',
    'Transfer-Encoding: chunked\r\n',
    '0\r\n\r\n',
    'FFFFFFFF\r\n',
    'HTTP/1.1 200 OK\r\n',
    'http://',
    '..',
    '../',
  ],
] as const;
const REPEATS = [2, 3, 17, 300, 5000, 40_000];
/** Longer inputs are refused by their size. */
const LONGEST = 200_000;

/** A text with one to four things done to it. @param others texts whose pieces may be put in */
export function mutateText(random: RandomStream, text: string, others: readonly string[]): string {
  let result = text;
  for (let times = 1 + below(random, 4); times > 0; times--) result = damage(random, result, others).slice(0, LONGEST);
  return result;
}

function damage(random: RandomStream, text: string, others: readonly string[]): string {
  const from = below(random, text.length + 1);
  const to = Math.min(text.length, from + 1 + below(random, random.next() < 0.5 ? 4 : text.length + 1));
  const [before, part, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
  switch (below(random, 8)) {
    case 0:
      return before + after;
    case 1:
      return before + part + part + after;
    case 2:
      return before + pick(random, PIECES) + after;
    case 3:
      return before + pick(random, PIECES) + part + after;
    case 4:
      return before + repeated(random.next() < 0.5 ? pick(random, PIECES) : part, pick(random, REPEATS)) + after;
    case 5:
      return before;
    case 6: {
      const other = pick(random, others);
      const at = below(random, other.length + 1);
      return before + other.slice(at, at + 1 + below(random, 80)) + after;
    }
    default:
      return before + String.fromCharCode(below(random, random.next() < 0.7 ? 128 : 65_536)) + part.slice(1) + after;
  }
}

function repeated(text: string, times: number): string {
  return text === '' ? '' : text.repeat(Math.min(times, Math.ceil(LONGEST / text.length)));
}

const ODD_VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    0.5,
    1e308,
    -1e308,
    5e-324,
    2 ** 53,
    2 ** 31,
    1e-7,
    '',
    'x',
    '\u001b[2J\u202e',
    '::error::x',
    '9'.repeat(400),
  ],
  ...[
    'x'.repeat(10_000),
    [],
    {},
    [[]],
    [null],
    [1, 'a'],
    { __proto__: null },
    '2026-13-45T99:99:99Z',
    'NaN',
    '1e999',
    '50%',
    '5s',
  ],
];

/** A JSON value with one or two things done to it somewhere inside. */
export function mutateValue(random: RandomStream, value: unknown): unknown {
  let result = value;
  for (let times = 1 + below(random, 2); times > 0; times--) result = changed(random, result);
  return result;
}

/** Goes down to some place, and changes what is there. */
function changed(random: RandomStream, value: unknown): unknown {
  const isNode = typeof value === 'object' && value !== null;
  if (!isNode || random.next() < 0.05) return instead(random, value);
  if (Array.isArray(value)) {
    if (value.length === 0) return [pick(random, ODD_VALUES)];
    const i = below(random, value.length);
    switch (below(random, 6)) {
      case 0:
        return value.toSpliced(i, 1);
      case 1:
        return value.toSpliced(i, 0, value[below(random, value.length)]);
      case 2:
        return value.toReversed();
      default:
        return value.with(i, changed(random, value[i]));
    }
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return Object.fromEntries([[pick(random, KEYS), pick(random, ODD_VALUES)]]);
  const i = below(random, entries.length);
  const [key, child] = entries[i] as [string, unknown];
  switch (below(random, 20)) {
    case 0:
      return Object.fromEntries(entries.toSpliced(i, 1));
    case 1:
      return Object.fromEntries([...entries, [pick(random, KEYS), child]]);
    case 2:
      return Object.fromEntries(entries.with(i, [pick(random, KEYS), child]));
    default:
      return Object.fromEntries(entries.with(i, [key, changed(random, child)]));
  }
}

function instead(random: RandomStream, value: unknown): unknown {
  if (typeof value === 'number' && random.next() < 0.8)
    return pick(random, [-value, value + 1, value * 1e9, value / 3, 0, value + 0.5]);
  if (typeof value === 'string' && random.next() < 0.8) return mutateText(random, value, [value, 'alternate', '1h30m']);
  if (random.next() < 0.03) return Array.from({ length: 40 }).reduce<unknown>(inner => [inner], value);
  return pick(random, ODD_VALUES);
}
