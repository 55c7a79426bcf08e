import type { Coroutine } from '../../coroutine.ts';
import type { Background, EventLoop } from '../../event-loop.ts';
import type { HttpCall } from './http-call.ts';
import type { HttpClient } from './http-client.ts';

/** A request that the VU does not wait for: its promise settles as a job of the VU, and holds the iteration open until then. */
class AsyncRequest implements Coroutine, Background {
  readonly promise: Promise<unknown>;
  #loop: EventLoop;
  #call: HttpCall;
  #resolve!: (value: unknown) => void;
  #reject!: (error: unknown) => void;

  constructor(loop: EventLoop, call: HttpCall) {
    this.#loop = loop;
    this.#call = call;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    loop.retain(this);
    call.begin(this);
  }

  resume(value: unknown): void {
    this.#loop.settle(this, this.#resolve, [value]);
  }

  fail(error: unknown): void {
    this.#loop.settle(this, this.#reject, [error]);
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
): Promise<unknown> {
  const { loop } = client.runtime.current;
  if (loop === undefined) throw new Error('http.asyncRequest() works only where an iteration can wait for it');
  const call = client.describe(String(method).toUpperCase(), url, body, params);
  // The script may go on to change its own object before the request is on its way.
  call.headers = { ...call.headers };
  return new AsyncRequest(loop, call).promise;
}
