/**
 * A blocking call of a script (`http.get`, `sleep`, …) as a description: nothing happens until the VU's coroutine begins it.
 * The compiled script yields these.
 */
export interface BlockingCall {
  /** Starts it. Exactly one `vu.resume` or `vu.fail` follows, later: never from inside `begin`. */
  begin(vu: Coroutine): void;
  /** The iteration is interrupted: stop, and call neither `resume` nor `fail`. */
  cancel(): void;
}

/** What a VU's code runs on: it waits for one blocking call at a time. */
export interface Coroutine {
  /** Gives the blocking call's value to the script, which runs on until its next blocking call or its end. */
  resume(value: unknown): void;
  /** The blocking call throws inside the script. */
  fail(error: unknown): void;
}
