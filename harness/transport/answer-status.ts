import type { Reason } from './exchange.ts';

/**
 * What an answer's status, or its reason, says of the system that gave it, whoever asks: the drill's account, the proxy's, the verdict. The script's
 * expectations are no part of it: they must not be able to hide an outage.
 */

/** The proxy's deadline passed. */
export function isTimeout(status: number): boolean {
  return status === 504;
}

/** Turned away at once: a queue was full, nobody was healthy, or somebody asked too often. */
export function isRejection(status: number): boolean {
  return status === 503 || status === 429;
}

/** Refused because somebody had ordered it: users were let down, and the system did what it was told. */
export function isDecided(reason: Reason | null): boolean {
  return reason === 'throttled';
}

/** The system failed its user, in either of these ways or another. Other 4xx are between script and service. */
export function isError(status: number): boolean {
  return status >= 500 || status === 429;
}
