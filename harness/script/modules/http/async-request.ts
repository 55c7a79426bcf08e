import type { BlockingCall, Coroutine } from '../../runtime/blocking-call.ts';
import type { Background, EventLoop } from '../../runtime/event-loop.ts';
import { pending, rejectPromise, resolvePromise, type ScriptPromise } from '../../runtime/script-promise.ts';
import type { HttpClient } from './http-client.ts';

/** A call that the VU does not wait for: its promise settles as a job of the VU, and holds the iteration open until then. */
class AsyncCall implements Coroutine, Background {
  readonly promise: ScriptPromise = pending();
  #loop: EventLoop;
  #call: BlockingCall;

  constructor(loop: EventLoop, call: BlockingCall) {
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

/** Begins a call that blocks otherwise. @param what the script calls it */
export function promised(loop: EventLoop | undefined, call: BlockingCall, what: string): ScriptPromise {
  if (loop === undefined) throw new Error(`${what}() works only where an iteration can wait for it`);
  return new AsyncCall(loop, call).promise;
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
  // The script may go on to change its own object before the request is on its way.
  call.headers = { ...call.headers };
  return promised(client.runtime.current.loop, call, 'http.asyncRequest');
}
