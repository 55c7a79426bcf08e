import type { Fn } from './scopes.ts';

/** The names that the compiled script uses besides its own: all contain a tag that the script does not. */
export class Names {
  readonly #tag: string;
  #helpers = new Set<string>();
  #lists = new Map<string, Map<string, number>>();
  #fixed = new Set<string>();
  #fresh = 0;

  constructor(code: string) {
    let tag = '$h';
    while (code.includes(tag)) tag += '_';
    this.#tag = tag;
  }

  /** The twin of a function. The tag's place tells stack traces where the function's own name ends. */
  twin(fn: Fn): string {
    const key = fn.member?.key;
    const name = fn.node.id?.name ?? fn.binding?.name ?? (key && 'name' in key ? String(key.name) : '');
    return `${name}${this.#tag}${fn.index}`;
  }

  /** The function's own name in that of its twin; the name itself for what is none. */
  original(name: string): string {
    const at = name.indexOf(this.#tag);
    return at < 0 ? name : name.slice(0, at);
  }

  /** A function of the runtime (`runtime-functions.ts`). */
  helper(name: string): string {
    this.#helpers.add(name);
    return `${this.#tag}_${name}`;
  }

  get helpers(): ReadonlySet<string> {
    return this.#helpers;
  }

  /** A name of the prelude, one per key of a kind. */
  listed(kind: string, key: string): string {
    let list = this.#lists.get(kind);
    if (list === undefined) this.#lists.set(kind, (list = new Map()));
    let index = list.get(key);
    if (index === undefined) list.set(key, (index = list.size));
    return `${this.#tag}_${kind}${index}`;
  }

  /** The names of a kind with their keys, in the order of first use. */
  list(kind: string): { key: string; name: string }[] {
    return [...(this.#lists.get(kind) ?? [])].map(([key, index]) => ({ key, name: `${this.#tag}_${kind}${index}` }));
  }

  /** A name that is always the same. */
  fixed(name: string): string {
    this.#fixed.add(name);
    return `${this.#tag}_${name}`;
  }

  /** Whether `fixed` was asked for a name. */
  isUsed(name: string): boolean {
    return this.#fixed.has(name);
  }

  /** A name that is used once. */
  fresh(kind: string): string {
    return `${this.#tag}_${kind}_${this.#fresh++}`;
  }

  temp(index: number): string {
    return `${this.#tag}_${index}`;
  }
}
