import { RefusedCall } from '../../runtime/refused-call.ts';

/**
 * GJSON paths, as `res.json(selector)` takes them: keys separated by `.`, `*` and `?` in keys, `\` before a literal character,
 * array indices, `#` for a length or for each element, `#(key op value)` for the first element that fits and `#(…)#` for all of
 * them, `|` as `.` without spreading over `#`, and the modifiers `@this @reverse @keys @values @flatten`.
 */

/** What GJSON knows as modifiers; anything else that begins with `@` is a key, as OData and JSON-LD have them. */
const MODIFIERS: ReadonlySet<string> = new Set(
  'this reverse flatten keys values ugly pretty valid join tostr fromstr group dig'.split(' ').map(name => `@${name}`),
);

/** Follows a path from a parsed JSON value. @returns undefined where it leads nowhere. @throws Error for a path we cannot read. */
export function jsonPath(value: unknown, path: string): unknown {
  if (path === '') return undefined;
  return follow(value, path);
}

function follow(value: unknown, path: string): unknown {
  if (path === '') return value;
  const { part, rest, separator } = firstPart(path);
  if (MODIFIERS.has(part.split(':', 1)[0] as string)) return follow(modified(value, part), rest);
  if (part === '#') {
    if (!Array.isArray(value)) return undefined;
    if (rest === '' || separator === '|') return rest === '' ? value.length : follow(value.length, rest);
    return spread(value, rest);
  }
  if (part.startsWith('#(')) {
    if (!Array.isArray(value)) return undefined;
    if (part.endsWith('#')) {
      const found = value.filter(element => fits(element, part.slice(2, -2)));
      return separator === '.' ? spread(found, rest) : follow(found, rest);
    }
    const first = value.find(element => fits(element, part.slice(2, -1)));
    return first === undefined ? undefined : follow(first, rest);
  }
  const next = member(value, part);
  return next === undefined ? undefined : follow(next, rest);
}

/** `rest` up to the next `|` is applied to each element; those where it leads nowhere are left out. */
function spread(elements: readonly unknown[], rest: string): unknown {
  const cut = pipeIn(rest);
  const each = cut < 0 ? rest : rest.slice(0, cut);
  const found = elements.map(element => follow(element, each)).filter(element => element !== undefined);
  return cut < 0 ? found : follow(found, rest.slice(cut + 1));
}

interface Part {
  part: string;
  rest: string;
  separator: string;
}

/** Splits a path at its first `.` or `|` outside of brackets, quotes and escapes. */
function firstPart(path: string): Part {
  const end = endOf(path, '.|');
  const part = path.slice(0, end);
  if (part.startsWith('#(') && !/\)#?$/.test(part)) throw new Error(`the JSON path '${path}' has an unclosed query`);
  if (/^[[{]/.test(part))
    throw new Error(`the JSON path '${path}' builds a new value ({…}, […]): read the parts one by one`);
  return { part, rest: path.slice(end + 1), separator: path[end] ?? '' };
}

function pipeIn(path: string): number {
  const end = endOf(path, '|');
  return end === path.length ? -1 : end;
}

function endOf(path: string, separators: string): number {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < path.length; i++) {
    const letter = path[i] as string;
    if (letter === '\\') i++;
    else if (depth > 0 && letter === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (letter === '(') depth++;
    else if (letter === ')') depth--;
    else if (depth === 0 && separators.includes(letter)) return i;
  }
  return path.length;
}

function member(value: unknown, part: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(part) ? value[Number(part)] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const key = part.replace(/\\(.)/g, '$1');
  if (!/(?<!\\)[*?]/.test(part)) return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  const pattern = wildcard(part);
  for (const [name, found] of Object.entries(value)) if (pattern.test(name)) return found;
  return undefined;
}

function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/\\(.)|([*?])|(\W)/gsu, (_, escaped, wild, other) => {
    if (wild !== undefined) return wild === '*' ? '.*' : '.';
    return `\\u{${((escaped ?? other) as string).codePointAt(0)?.toString(16)}}`;
  });
  return new RegExp(`^${source}$`, 'su');
}

const OPERATOR = /^(==|!=|<=|>=|<|>|!%|%)/;

/** Whether an element fits `key op value`, `op value`, or just has `key`. */
function fits(element: unknown, query: string): boolean {
  const at = endOf(query, '=!<>%');
  const key = query.slice(0, at).trim();
  const operator = OPERATOR.exec(query.slice(at))?.[0];
  if (operator === undefined) return key !== '' && follow(element, key) !== undefined;
  const text = query.slice(at + operator.length);
  const found = key === '' ? element : follow(element, key);
  if (found === undefined) return false;
  const wanted = literal(text.trim());
  switch (operator) {
    case '==':
      return found === wanted;
    case '!=':
      return found !== wanted;
    case '%':
    case '!%':
      return typeof found === 'string' && wildcard(String(wanted)).test(found) === (operator === '%');
  }
  const sign = order(found, wanted);
  return operator === '<' ? sign < 0 : operator === '>' ? sign > 0 : operator === '<=' ? sign <= 0 : sign >= 0;
}

/** NaN, which is in no order, for values of different kinds and for what is neither number nor text. */
function order(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return Number.NaN;
}

function literal(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function modified(value: unknown, modifier: string): unknown {
  const object = typeof value === 'object' && value !== null ? value : null;
  switch (modifier) {
    case '@this':
      return value;
    case '@reverse':
      return Array.isArray(value) ? value.toReversed() : value;
    case '@flatten':
      return Array.isArray(value) ? value.flat() : value;
    case '@keys':
      return object === null ? [] : Object.keys(object);
    case '@values':
      return object === null ? [] : Object.values(object);
  }
  throw new RefusedCall(
    `the JSON path modifier '${modifier}' is not offered here: use @this, @reverse, @flatten, @keys or @values`,
  );
}
