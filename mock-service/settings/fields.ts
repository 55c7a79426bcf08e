import { z } from 'zod';
import { nearMiss } from './near-miss.ts';
import {
  DURATION_PATTERN,
  printDuration,
  printShare,
  printSize,
  readDuration,
  readShare,
  readSize,
  SHARE_PATTERN,
  SIZE_PATTERN,
} from './units.ts';

export { z };

/**
 * The kinds of value in files that people write, as zod schemas: each turns what was written into the model's number, says in
 * one sentence what it allows, and carries its JSON Schema for editors. Issues hold what is wrong; `params.allowed` the rest.
 */

/** What a reader gives: the model's value, or what is wrong. */
type Reading<Value> = { readonly value: Value } | { readonly wrong: string; readonly meant?: string | undefined };

function field<Value>(allowed: string, json: Record<string, unknown>, read: (written: unknown) => Reading<Value>) {
  return z
    .unknown()
    .transform((written, context): Value => {
      const reading = read(written);
      if ('value' in reading) return reading.value;
      const params = { allowed: reading.meant === undefined ? allowed : `${allowed}; did you mean ${reading.meant}?` };
      context.issues.push({ code: 'custom', message: reading.wrong, input: written, params });
      return z.NEVER;
    })
    .meta(json);
}

interface Limits {
  readonly min?: number;
  readonly max?: number;
  /** The limit itself is not allowed. */
  readonly above?: number;
}

function outside(value: number, { min, max, above }: Limits, print: (value: number) => string): string | undefined {
  if (min !== undefined && value < min) return `below ${print(min)}`;
  if (above !== undefined && value <= above) return `not above ${print(above)}`;
  if (max !== undefined && value > max) return `above ${print(max)}`;
  return undefined;
}

function range({ min, max, above }: Limits, print: (value: number) => string): string {
  const low = above !== undefined ? `above ${print(above)}` : min !== undefined && min > 0 ? `from ${print(min)}` : '';
  const high = max !== undefined ? `up to ${print(max)}` : '';
  return low === '' && high === '' ? '' : `, ${[low, high].filter(Boolean).join(' ')}`;
}

const number = (value: number): string => String(value);
const HUNDRED_YEARS_MS = 3_155_760_000_000;

/** A duration, in ms. Words are written for values of their own: `{ none: Infinity }`. */
export function duration<Word extends number | null = never>(
  limits: Limits = { min: 0 },
  words: Readonly<Record<string, Word>> = {},
) {
  const within = { max: HUNDRED_YEARS_MS, ...limits };
  const shown = range(limits, printDuration);
  const allowed = `a duration with its unit, such as 50ms, 300s, 10m or 1.5h${shown}${orWords(words)}`;
  return field(
    allowed,
    textJson(DURATION_PATTERN, words, within.above === undefined && within.min === 0 ? { const: 0 } : {}),
    (written): Reading<number | Word> => {
      if (typeof written === 'string' && Object.hasOwn(words, written)) return { value: words[written] as Word };
      if (typeof written === 'number' && written !== 0)
        return { wrong: 'a duration without a unit', meant: written > 0 ? `${written}s` : undefined };
      const value = written === 0 ? 0 : typeof written === 'string' ? readDuration(written) : undefined;
      if (value === undefined)
        return {
          wrong: negative(written) ? 'a negative duration' : 'not a duration',
          meant: respelt(written, DURATION_WORDS),
        };
      const wrong = outside(value, within, printDuration);
      return wrong === undefined ? { value } : { wrong };
    },
  );
}

/** A size, in bytes. */
export function size(limits: Limits = { above: 0 }) {
  const allowed = `a size with its unit, such as 64KiB, 512MiB or 2GiB${range(limits, printSize)}`;
  return field(allowed, textJson(SIZE_PATTERN, {}, {}), written => readBytes(written, limits));
}

function readBytes(written: unknown, limits: Limits): Reading<number> {
  if (typeof written === 'number')
    return { wrong: 'a size without a unit', meant: written > 0 ? `${written}MiB` : undefined };
  const value = typeof written === 'string' ? readSize(written) : undefined;
  if (value === undefined)
    return { wrong: negative(written) ? 'a negative size' : 'not a size', meant: respelt(written, SIZE_WORDS) };
  const wrong = outside(value, { max: Number.MAX_SAFE_INTEGER, ...limits }, printSize);
  return wrong === undefined ? { value } : { wrong };
}

/** A number of entries, or a size. */
export function entriesOrSize() {
  const allowed = 'a whole number of entries, such as 12000, or a size, such as 64MiB';
  const json = {
    anyOf: [
      { type: 'integer', minimum: 1 },
      { type: 'string', pattern: SIZE_PATTERN },
    ],
  };
  return field(allowed, json, (written): Reading<{ entries: number } | { bytes: number }> => {
    if (typeof written !== 'number') {
      const reading = readBytes(written, { above: 0 });
      return 'value' in reading ? { value: { bytes: reading.value } } : reading;
    }
    if (!Number.isSafeInteger(written)) return { wrong: 'not a whole number' };
    return written < 1 ? { wrong: 'below 1' } : { value: { entries: written } };
  });
}

/** A share, 0–1: `10%` or 0.1. */
export function share<Word extends number | null = never>(
  limits: Limits = { min: 0, max: 1 },
  words: Readonly<Record<string, Word>> = {},
) {
  const allowed = `a share, such as 10% or 0.1${range(limits, printShare)}${orWords(words)}`;
  return field(
    allowed,
    textJson(SHARE_PATTERN, words, { type: 'number', ...bounds(limits) }),
    (written): Reading<number | Word> => {
      if (typeof written === 'string' && Object.hasOwn(words, written)) return { value: words[written] as Word };
      const value =
        typeof written === 'number' ? written : typeof written === 'string' ? readShare(written) : undefined;
      if (value === undefined || Number.isNaN(value))
        return { wrong: negative(written) ? 'a negative share' : 'not a share' };
      const wrong = outside(value, limits, printShare);
      if (wrong === undefined) return { value };
      return { wrong, meant: typeof written === 'number' && written > 1 && written <= 100 ? `${written}%` : undefined };
    },
  );
}

/** A plain number. */
export function amount<Word extends number | null = never>(
  limits: Limits & { readonly whole?: boolean },
  words: Readonly<Record<string, Word>> = {},
) {
  const kind = limits.whole === true ? 'a whole number' : 'a number';
  const json = { type: limits.whole === true ? 'integer' : 'number', ...bounds(limits) };
  const names = Object.keys(words);
  const allowed = `${kind}${range(limits, number)}${orWords(words)}`;
  return field(
    allowed,
    names.length === 0 ? json : { anyOf: [json, { enum: names }] },
    (written): Reading<number | Word> => {
      if (typeof written === 'string' && Object.hasOwn(words, written)) return { value: words[written] as Word };
      if (typeof written !== 'number' || Number.isNaN(written)) return { wrong: 'not a number' };
      if (limits.whole === true && !Number.isSafeInteger(written)) return { wrong: 'not a whole number' };
      if (!Number.isFinite(written)) return { wrong: 'not a finite number' };
      const wrong = outside(written, limits, number);
      return wrong === undefined ? { value: written } : { wrong };
    },
  );
}

/** A name that people choose; `pattern` in words is `allowed`. */
export function name(pattern: RegExp, allowed: string) {
  return field(allowed, { type: 'string', pattern: pattern.source }, (written): Reading<string> => {
    if (typeof written !== 'string') return { wrong: 'not a text' };
    return pattern.test(written) ? { value: written } : { wrong: 'not such a name' };
  });
}

/** One of some words; those that look like numbers may be written as such. */
export function word<Word extends string>(words: readonly Word[]) {
  const numbers = words.map(Number).filter(each => !Number.isNaN(each));
  return field(`one of ${words.join(', ')}`, { enum: [...words, ...numbers] }, (written): Reading<Word> => {
    const found = typeof written === 'object' ? undefined : words.find(each => each === String(written));
    if (found !== undefined) return { value: found };
    return {
      wrong: 'not a value it can have',
      meant: typeof written === 'string' ? nearMiss(written, words) : undefined,
    };
  });
}

/** `off`, or what `inner` takes. */
export function orOff<Inner extends z.ZodType>(inner: Inner) {
  return z.union([z.literal('off'), inner]);
}

function negative(written: unknown): boolean {
  return typeof written === 'number' ? written < 0 : typeof written === 'string' && /^-[\d.]/.test(written);
}

const DURATION_WORDS: Readonly<Record<string, string>> = {
  ...{ sec: 's', secs: 's', second: 's', seconds: 's', S: 's', min: 'm', mins: 'm', minute: 'm', minutes: 'm', M: 'm' },
  ...{
    hr: 'h',
    hrs: 'h',
    hour: 'h',
    hours: 'h',
    H: 'h',
    day: 'd',
    days: 'd',
    D: 'd',
    msec: 'ms',
    millis: 'ms',
    MS: 'ms',
  },
};
const SIZE_WORDS: Readonly<Record<string, string>> = {
  ...{ K: 'KiB', k: 'KiB', KB: 'KiB', kB: 'KiB', Ki: 'KiB', kib: 'KiB', kb: 'KiB', KIB: 'KiB' },
  ...{ M: 'MiB', m: 'MiB', MB: 'MiB', Mi: 'MiB', mb: 'MiB', mib: 'MiB', MIB: 'MiB' },
  ...{ G: 'GiB', g: 'GiB', GB: 'GiB', Gi: 'GiB', gb: 'GiB', gib: 'GiB', GIB: 'GiB', b: 'B', bytes: 'B' },
};

/** `5 seconds` → `5s`, `64MB` → `64MiB`: what was meant by a known wrong unit. */
function respelt(written: unknown, units: Readonly<Record<string, string>>): string | undefined {
  const match = typeof written === 'string' ? /^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]+)\s*$/.exec(written) : null;
  if (match === null) return undefined;
  const [, digits, unit] = match as unknown as [string, string, string];
  if (Object.hasOwn(units, unit)) return `${digits}${units[unit]}`;
  return Object.values(units).includes(unit) ? `${digits}${unit}` : undefined;
}

function orWords(words: Readonly<Record<string, unknown>>): string {
  return Object.keys(words)
    .map(word => `; or ${word}`)
    .join('');
}

function textJson(pattern: string, words: Readonly<Record<string, unknown>>, plain: Record<string, unknown>) {
  const options: Record<string, unknown>[] = [{ type: 'string', pattern }];
  if (Object.keys(plain).length > 0) options.push(plain);
  if (Object.keys(words).length > 0) options.push({ enum: Object.keys(words) });
  return options.length === 1 ? (options[0] as Record<string, unknown>) : { anyOf: options };
}

/** The limits of a plain number in a JSON Schema. */
function bounds({ min, max, above }: Limits): Record<string, unknown> {
  return {
    ...(min === undefined ? {} : { minimum: min }),
    ...(above === undefined ? {} : { exclusiveMinimum: above }),
    ...(max === undefined ? {} : { maximum: max }),
  };
}
