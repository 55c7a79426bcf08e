/** The headers of an answer. */
export type AnswerHeaders = Readonly<Record<string, string>>;

const JSON_TYPE = 'application/json;odata.metadata=minimal;charset=utf-8';

export const HEALTH_HEADERS: AnswerHeaders = Object.freeze({
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
});

/** The page asks only its own origin, and nobody may frame it. */
export const PAGE_HEADERS: AnswerHeaders = Object.freeze({
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; frame-ancestors 'none'",
});

/** Graph's headers. @param retryAfterS seconds, or null = none */
export function jsonHeaders(requestId: string, clientRequestId: string, retryAfterS: number | null): AnswerHeaders {
  const headers: Record<string, string> = {
    'content-type': JSON_TYPE,
    'cache-control': 'no-store',
    'request-id': requestId,
    'client-request-id': clientRequestId,
  };
  if (retryAfterS !== null) headers['retry-after'] = String(retryAfterS);
  return headers;
}
