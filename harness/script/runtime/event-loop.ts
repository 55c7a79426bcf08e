/** Something that a VU started and does not wait for: a timer, an `http.asyncRequest`. */
export interface Background {
  /** The iteration is interrupted: stop, and tell the loop nothing more. */
  cancel(): void;
}

/**
 * What keeps an iteration open besides its coroutine. An iteration ends when its code has returned and nothing is retained; an
 * interrupt cancels what is retained.
 */
export interface EventLoop {
  /** The iteration lasts at least until `background` is settled. */
  retain(background: Background): void;
  /**
   * `background` is over. Its callback, if any, runs as a job of the VU as soon as no blocking call holds the VU; a job may
   * block like any script code. Called from a clock's or a transport's callback, or from script code (`clearTimeout`).
   */
  settle(background: Background, job: ((...args: never[]) => unknown) | null, args: readonly unknown[]): void;
  /** Runs a job of the VU like `settle` does, while what it comes from goes on (`setInterval`). */
  post(job: (...args: never[]) => unknown, args: readonly unknown[]): void;
}
