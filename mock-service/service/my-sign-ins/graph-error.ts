import type { Answer } from './answer.ts';

/** The error codes of the service: each has its HTTP status. Names are Microsoft Graph's where it documents one. */
const STATUS_OF = {
  /** The request is malformed or breaks a rule. */
  invalidRequest: 400,
  /** An OData query option that the route does not take. */
  Request_UnsupportedQuery: 400,
  /** A TOTP code that does not match the secret. */
  invalidVerificationCode: 400,
  /** A temporary access pass that lets nobody in. */
  temporaryAccessPassRejected: 401,
  /** No such user. */
  Request_ResourceNotFound: 404,
  /** No such method of the user, or no such sign-in. */
  itemNotFound: 404,
  /** No such route. */
  ResourceNotFound: 404,
  notAllowed: 405,
  /** The body is larger than any that makes sense here. */
  requestEntityTooLarge: 413,
  /** Throttled: comes with `Retry-After`. */
  activityLimitReached: 429,
  serviceNotAvailable: 503,
} as const;

export type ErrorCode = keyof typeof STATUS_OF;

/** An error as data: its text, with the request's ids, is made for who reads it. */
export class GraphError implements Answer {
  readonly status: number;
  readonly document = null;
  readonly error: { readonly code: ErrorCode; readonly message: string };
  readonly retryAfterS: number | null;

  /** @param retryAfterS seconds, for the header `Retry-After`; null = none */
  constructor(code: ErrorCode, message: string, retryAfterS: number | null = null) {
    this.status = STATUS_OF[code];
    this.error = { code, message };
    this.retryAfterS = retryAfterS;
  }
}

/** Graph's words for a user that the directory does not know. */
export function noUser(name = 'me'): GraphError {
  const message = `Resource '${name}' does not exist or one of its queried reference-property objects are not present.`;
  return new GraphError('Request_ResourceNotFound', message);
}
