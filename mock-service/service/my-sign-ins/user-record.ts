import type { AuthenticationMethod } from './authentication-method.ts';
import type { PendingApp } from './authenticator-app.ts';
import type { SignIn } from './sign-in.ts';
import type { TemporaryAccessPass } from './temporary-access-pass.ts';

/**
 * All that the directory knows of a user: what a cache entry holds. Plain JSON, never changed in place. A user to whom nothing has
 * happened yet has what `DefaultContent` gives them, so a record is small until somebody writes.
 */
export interface UserRecord {
  readonly user: number;
  /** Writes so far: keys the next one's ids and secrets. */
  readonly writes: number;
  /** Null: the default ones. */
  readonly methods: readonly AuthenticationMethod[] | null;
  /** Authenticator apps whose registration waits for its first code. */
  readonly pending: readonly PendingApp[];
  readonly pass: TemporaryAccessPass | null;
  /** Sign-ins since the drill began, newest first, at most `KEPT_SIGN_INS`; the default ones came before. */
  readonly signIns: readonly SignIn[];
}

/** Sign-ins kept per user. */
export const KEPT_SIGN_INS = 50;

const NONE: readonly never[] = Object.freeze([]);

/** The record of a user to whom nothing has happened yet. */
export function untouchedRecord(user: number): UserRecord {
  return { user, writes: 0, methods: null, pending: NONE, pass: null, signIns: NONE };
}
