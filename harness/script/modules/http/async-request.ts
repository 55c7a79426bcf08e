import type { Coroutine } from '../../runtime/blocking-call.ts';
import type { Background, EventLoop } from '../../runtime/event-loop.ts';
import { pending, rejectPromise, resolvePromise, type ScriptPromise } from '../../runtime/script-promise.ts';
import type { HttpCall } from './http-call.ts';
import type { HttpClient } from './http-client.ts';

/** A request that the VU does not wait for: its promise settles as a job of the VU, and holds the iteration open until then. */
class AsyncRequest implements Coroutine, Background {
  readonly promise: ScriptPromise = pending();
  #loop: EventLoop;
  #call: HttpCall;

  constructor(loop: EventLoop, call: HttpCall) {
    this.#loop = loop;
    this.#call = call;
    loop.retain(this);
    call.begin(this);
  }

  resume(value: unknown): void {
    this.#loop.settle(this, resolvePromise, [this.promise, value]);
  }

  fail(error: unknown): void {
    this.#loop.settle(this, rejectPromise, [this.promise, error]);
  }

  cancel(): void {
    this.#call.cancel();
  }
}

/** `http.asyncRequest(method, url, body, params)`: sends at once. */
export function asyncRequest(
  client: HttpClient,
  method: unknown,
  url: unknown,
  body: unknown,
  params: unknown,
): ScriptPromise {
  const call = client.describe(String(method).toUpperCase(), url, body, params);
  const { loop } = client.runtime.current;
  if (loop === undefined) throw new Error('http.asyncRequest() works only where an iteration can wait for it');
  // The script may go on to change its own object before the request is on its way.
  call.headers = { ...call.headers };
  return new AsyncRequest(loop, call).promise;
}
