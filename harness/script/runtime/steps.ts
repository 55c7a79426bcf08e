import type { BlockingCall } from './blocking-call.ts';

/** A script function under way: `next` runs it to its next blocking call or to its end. */
export interface Steps extends Iterable<BlockingCall, unknown, unknown> {
  next(value?: unknown): IteratorResult<BlockingCall, unknown>;
}
