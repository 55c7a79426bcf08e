/**
 * What one side does with a connection, in order: text is sent (in latin1), a number is a wait in ms, `?` waits for the next request, `end`
 * closes this half, `reset` breaks off.
 */
export type Step = { readonly send: string } | { readonly wait: number } | 'request' | 'end' | 'reset';

/** One exchange between a caller and an instance, through a proxy. */
export interface ExchangeCase {
  readonly name: string;
  /** Null: a plain GET that ends the connection. */
  readonly caller: readonly Step[] | null;
  /** What the instance does on each connection; null: it answers every request with `{hi}`. */
  readonly instance: readonly Step[] | null;
  /** What becomes of it: what the caller gets and, after ` ⇠ `, the requests that instances understood, where they were more than that plain GET. */
  readonly ours: string;
  readonly haproxy: string;
  /** Why the two differ; null if they do not. */
  readonly why: string | null;
}

export const send = (text: string): Step => ({ send: text });
export const wait = (ms: number): Step => ({ wait: ms });

/** @param haproxy as `ours` but for the reason, if not given. */
export function exchange(
  name: string,
  caller: readonly Step[] | null,
  instance: readonly Step[] | null,
  ours: string,
  haproxy: string = withoutReason(ours),
  why?: string,
): ExchangeCase {
  return { name, caller, instance, ours, haproxy, why: why ?? null };
}

/** Our answers say why, which HAProxy's do not. */
export function withoutReason(outcome: string): string {
  return outcome.replace(/ \([a-z-]+\)/g, '');
}
