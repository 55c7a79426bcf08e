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
  requestEntityTooLarge: 413,
  unsupportedMediaType: 415,
  /** Throttled: comes with `Retry-After`. */
  activityLimitReached: 429,
  generalException: 500,
  serviceNotAvailable: 503,
} as const;

export type ErrorCode = keyof typeof STATUS_OF;

/** An error as data: its text, with the request's ids, is made for who reads it. */
export interface GraphError {
  readonly status: number;
  readonly error: { readonly code: ErrorCode; readonly message: string };
  readonly document: null;
  /** Seconds, for the header of that name; null = none. */
  readonly retryAfterS: number | null;
}

export function graphError(code: ErrorCode, message: string, retryAfterS: number | null = null): GraphError {
  return { status: STATUS_OF[code], error: { code, message }, document: null, retryAfterS };
}

/** The JSON text of an error in Graph's shape. */
export function errorText(
  error: GraphError['error'],
  requestId: string,
  clientRequestId: string,
  nowMs: number,
): string {
  const date = new Date(nowMs).toISOString().slice(0, 19);
  const innerError = { date, 'request-id': requestId, 'client-request-id': clientRequestId };
  return JSON.stringify({ error: { ...error, innerError } });
}
