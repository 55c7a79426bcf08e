import { entryOf } from '../../operations/catalogue/catalogue.ts';
import type { TargetOperationName } from './target.ts';

/** `{to}`: a value of the operation. `{{to}}` is the text itself. */
const PLACEHOLDER = /\{\{[a-zA-Z]+\}\}|\{([a-zA-Z]+)\}/g;

/** The names of the placeholders in a text. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** @throws Error for a placeholder without a value */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(PLACEHOLDER, (written, name: string | undefined) => {
    if (name === undefined) return written.slice(1, -1);
    const value = values[name];
    if (value === undefined) throw new Error(`nothing is known of {${name}}`);
    return value;
  });
}

/** The texts of a JSON value, filled in; one that is a placeholder alone, and gives a number, is that number. */
export function fillJson(value: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') {
    const filled = fill(value, values);
    const isNumber = /^\{[a-zA-Z]+\}$/.test(value) && filled !== '' && !Number.isNaN(Number(filled));
    return isNumber ? Number(filled) : filled;
  }
  if (Array.isArray(value)) return value.map(each => fillJson(each, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fillJson(each, values)]));
}

/** All texts in a JSON value. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** What every operation knows: the path of the baseline's file, and the first pool. */
const ALWAYS = ['baseline', 'home'];

/** What some know beside what they are given: where users go (home), and which file it is. */
const ALSO: Readonly<Partial<Record<TargetOperationName, string>>> = { 'fail-back': 'to', deploy: 'fingerprint' };

/** The placeholders that an operation's texts may have. */
export function placeholdersOf(name: TargetOperationName): string[] {
  if (name === 'reset') return ALWAYS;
  const also = ALSO[name];
  return [...entryOf(name).keys, ...(also === undefined ? [] : [also]), ...ALWAYS];
}
