import { type Timer, timer } from '../../../../mock-service/time/clock.ts';
import type { BlockingCall, Coroutine } from '../../runtime/blocking-call.ts';
import { type Gathering, HttpCall } from './http-call.ts';
import type { HttpClient } from './http-client.ts';
import type { Response } from './response.ts';
import { HttpUrl } from './url.ts';

/** `http.batch`: several requests at once, within the limits per VU and per host. Continues when the last of them has ended. */
class BatchCall implements BlockingCall, Gathering {
  #client: HttpClient;
  /** The names to answer under; null where the script gave an array. */
  #names: readonly string[] | null;
  /** The requests; each until its response, or null, takes its place. */
  #slots: (HttpCall | Response | null)[];
  #underWay = 0;
  #left: number;
  /** Requests that wait for a place, and how many are under way per host; null where the limits cannot matter. */
  #waiting: number[] | null = null;
  #perOrigin: Map<string, number> | null = null;
  #origins: string[] | null = null;
  #error: unknown = null;
  #over: Timer | null = null;
  #vu: Coroutine | null = null;

  constructor(client: HttpClient, names: readonly string[] | null, calls: HttpCall[]) {
    this.#client = client;
    this.#names = names;
    this.#slots = calls;
    this.#left = calls.length;
  }

  begin(vu: Coroutine): void {
    this.#vu = vu;
    const { batch, batchPerHost } = this.#client.options;
    const slots = this.#slots;
    if (slots.length > batch || slots.length > batchPerHost) {
      this.#perOrigin = new Map();
      this.#origins = slots.map(call => (call as HttpCall).origin);
      this.#waiting = slots.map((_, slot) => slot);
      this.#beginWaiting();
      return;
    }
    for (let slot = 0; slot < slots.length; slot++) this.#begin(slot);
    if (slots.length === 0) this.#client.runtime.clock.schedule(this.#nothing(), this.#client.runtime.clock.now());
  }

  cancel(): void {
    if (this.#over !== null) this.#client.runtime.clock.cancel(this.#over);
    for (const call of this.#slots) {
      // Those that still wait were never begun.
      if (call instanceof HttpCall && call.gathering === this) this.#client.cancel(call);
    }
  }

  /** A batch of no requests is over at once, though not from inside `begin`. */
  #nothing(): Timer {
    return (this.#over = timer(() => this.#finish()));
  }

  settled(slot: number, response: Response | null, error: unknown): void {
    this.#slots[slot] = response;
    this.#underWay--;
    this.#left--;
    if (error !== null && this.#error === null) this.#error = error;
    if (this.#waiting !== null) {
      const origin = this.#origins?.[slot] as string;
      this.#perOrigin?.set(origin, (this.#perOrigin.get(origin) as number) - 1);
      this.#beginWaiting();
    }
    if (this.#left === 0) this.#finish();
  }

  #finish(): void {
    const vu = this.#vu as Coroutine;
    if (this.#error !== null) vu.fail(this.#error);
    else vu.resume(this.#names === null ? this.#slots : this.#named(this.#names));
  }

  #begin(slot: number): void {
    const call = this.#slots[slot] as HttpCall;
    call.gathering = this;
    call.slot = slot;
    this.#underWay++;
    this.#client.start(call);
  }

  #beginWaiting(): void {
    const { batch, batchPerHost } = this.#client.options;
    const perOrigin = this.#perOrigin as Map<string, number>;
    this.#waiting = (this.#waiting as number[]).filter(slot => {
      const origin = this.#origins?.[slot] as string;
      const toOrigin = perOrigin.get(origin) ?? 0;
      if (this.#underWay >= batch || toOrigin >= batchPerHost) return true;
      perOrigin.set(origin, toOrigin + 1);
      this.#begin(slot);
      return false;
    });
  }

  #named(names: readonly string[]): Record<string, Response | null> {
    const result: Record<string, Response | null> = {};
    for (let i = 0; i < names.length; i++) result[names[i] as string] = this.#slots[i] as Response | null;
    return result;
  }
}

/**
 * Describes a batch: an array or object whose items are a URL, `[method, url, body, params]` or `{method, url, body, params}`.
 * @throws TypeError for anything else.
 */
export function describeBatch(client: HttpClient, requests: unknown): BlockingCall {
  if (typeof requests !== 'object' || requests === null)
    throw new TypeError('http.batch() needs an array or an object of requests');
  if (Array.isArray(requests)) {
    const calls: HttpCall[] = new Array(requests.length);
    for (let i = 0; i < requests.length; i++) calls[i] = describeItem(client, requests[i], i);
    return new BatchCall(client, null, calls);
  }
  const names = Object.keys(requests);
  const calls = names.map(name => describeItem(client, (requests as Record<string, unknown>)[name], name));
  return new BatchCall(client, names, calls);
}

function describeItem(client: HttpClient, item: unknown, place: string | number): HttpCall {
  if (Array.isArray(item)) {
    if (item.length < 2) throw new TypeError(`request ${place} of http.batch() needs [method, url, body, params]`);
    return client.describe(methodOf(item[0]), item[1], item[2], item[3]);
  }
  if (typeof item === 'string' || item instanceof HttpUrl) return client.describe('GET', item, null, null);
  if (typeof item !== 'object' || item === null)
    throw new TypeError(
      `request ${place} of http.batch() is neither a URL, an array nor an object (got a ${typeof item})`,
    );
  const { method, url, body, params } = item as Record<string, unknown>;
  if (url === undefined) throw new TypeError(`request ${place} of http.batch() has no url`);
  return client.describe(method === undefined ? 'GET' : methodOf(method), url, body, params);
}

function methodOf(value: unknown): string {
  // Most scripts write it so already, and a new text for each request costs.
  return value === 'GET' || value === 'POST' ? value : String(value).toUpperCase();
}
