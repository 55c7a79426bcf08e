import { nearMiss } from '../../mock-service/settings/near-miss.ts';
import { DURATION_ALLOWED, readDuration } from './duration.ts';

/** One thing wrong with a script's options. Whoever knows the script's file adds it. */
export interface OptionProblem {
  /** Where: `options.scenarios.peak.rate`. */
  readonly path: string;
  /** What is wrong, what it got, what is allowed. */
  readonly message: string;
}

interface Limits {
  readonly min: number;
  readonly fallback?: number;
}

/**
 * Reads one object of the options field by field and collects everything that is wrong with it. A field read with a fallback is
 * optional, any other required; a wrong field reads as its fallback or as the least value, so that reading goes on to the next problem.
 */
export class Fields {
  readonly path: string;
  readonly problems: OptionProblem[];
  readonly isObject: boolean;
  #object: Readonly<Record<string, unknown>>;
  /** By lower-case name, the names as they were written. */
  #written: ReadonlyMap<string, string>;
  #known = new Set<string>();

  constructor(written: unknown, path: string, problems: OptionProblem[]) {
    this.path = path;
    this.problems = problems;
    this.isObject = typeof written === 'object' && written !== null && !Array.isArray(written);
    this.#object = this.isObject ? (written as Record<string, unknown>) : {};
    this.#written = new Map(Object.keys(this.#object).map(name => [name.toLowerCase(), name]));
    if (!this.isObject) problems.push({ path, message: `not an object (got ${show(written)}); allowed: an object` });
  }

  get names(): string[] {
    return Object.keys(this.#object);
  }

  has(name: string): boolean {
    const value = this.#value(name);
    return value !== undefined && value !== null;
  }

  /** The value as it was written. */
  raw(name: string): unknown {
    this.#known.add(name);
    return this.#value(name);
  }

  /** As k6 reads JSON: by the exact name, else by one that differs only in case. */
  #value(name: string): unknown {
    if (Object.hasOwn(this.#object, name)) return this.#object[name];
    const other = this.#written.get(name.toLowerCase());
    return other === undefined ? undefined : this.#object[other];
  }

  wrong(name: string, what: string, allowed: string): void {
    const got = this.has(name) ? ` (got ${show(this.#value(name))})` : '';
    this.problems.push({ path: `${this.path}.${name}`, message: `${what}${got}; allowed: ${allowed}` });
  }

  whole(name: string, { min, fallback }: Limits): number {
    const value = numberIn(this.raw(name));
    const allowed = `a whole number, from ${min}`;
    if (!this.has(name)) {
      if (fallback !== undefined) return fallback;
      this.wrong(name, 'missing, but required', allowed);
    } else if (typeof value !== 'number' || Number.isNaN(value)) this.wrong(name, 'not a number', allowed);
    else if (!Number.isSafeInteger(value)) this.wrong(name, 'not a whole number', allowed);
    else if (value < min) this.wrong(name, `below ${min}`, allowed);
    else return value;
    return fallback ?? min;
  }

  /** In ms. */
  duration(name: string, { min, fallback }: Limits): number {
    const value = this.raw(name);
    if (!this.has(name)) {
      if (fallback !== undefined) return fallback;
      this.wrong(name, 'missing, but required', DURATION_ALLOWED);
      return min;
    }
    const ms = readDuration(value);
    if (ms === undefined) this.wrong(name, 'not a duration', DURATION_ALLOWED);
    else if (ms < min) this.wrong(name, 'too short', `a duration of at least ${min}ms`);
    else return ms;
    return fallback ?? min;
  }

  text(name: string, fallback: string, isAllowed: (text: string) => boolean, allowed: string): string {
    const value = this.raw(name);
    if (!this.has(name)) return fallback;
    if (typeof value === 'string' && isAllowed(value)) return value;
    this.wrong(name, typeof value === 'string' ? 'not allowed' : 'not a text', allowed);
    return fallback;
  }

  flag(name: string): boolean {
    const written = this.raw(name);
    const value = written === 'true' ? true : written === 'false' ? false : written;
    if (this.has(name) && typeof value !== 'boolean') this.wrong(name, 'neither true nor false', 'true, false');
    return value === true;
  }

  list(name: string, allowed: string): unknown[] | null {
    const value = this.raw(name);
    if (!this.has(name)) return null;
    if (Array.isArray(value)) return value;
    this.wrong(name, 'not a list', allowed);
    return null;
  }

  /** An object of texts, such as tags. Numbers and booleans become texts, as k6 has it. */
  texts(name: string): Record<string, string> {
    const value = this.raw(name);
    const texts: Record<string, string> = {};
    if (!this.has(name)) return texts;
    const entries = new Fields(value, `${this.path}.${name}`, this.problems);
    for (const key of entries.names) {
      const text = entries.raw(key);
      // JSON, by which k6 gets them, has no undefined.
      if (text === undefined || text === null) continue;
      if (typeof text === 'string' || typeof text === 'number' || typeof text === 'boolean') texts[key] = String(text);
      else entries.wrong(key, 'not a text', 'a text');
    }
    return texts;
  }

  /** Reports every field that nobody has read. */
  refuseOthers(kind: string): void {
    const allowed = [...this.#known].sort();
    for (const { name, meant } of this.others()) {
      const hint = meant === undefined ? '' : `; did you mean '${meant}'?`;
      this.problems.push({
        path: `${this.path}.${name}`,
        message: `unknown ${kind}; allowed: ${allowed.join(', ')}${hint}`,
      });
    }
  }

  /** Every field that nobody has read and that has a value, and which one was most likely meant. */
  others(): { readonly name: string; readonly meant: string | undefined }[] {
    const known = new Set([...this.#known].map(name => name.toLowerCase()));
    return this.names
      .filter(name => !known.has(name.toLowerCase()) && this.has(name))
      .map(name => ({ name, meant: nearMiss(name, this.#known) }));
  }
}

/** A number that was written as text, as `__ENV` has them; anything else as it is. */
function numberIn(value: unknown): unknown {
  return typeof value === 'string' && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
}

/** A value as it was written, for messages. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  const text = jsonOf(value) ?? 'an object';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function jsonOf(value: object): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
