import type { AnswerHeaders } from '../service.ts';

const JSON_TYPE = 'application/json;odata.metadata=minimal;charset=utf-8';

/** Graph's headers. @param retryAfterS seconds, or null = none */
export function graphHeaders(requestId: string, clientRequestId: string, retryAfterS: number | null): AnswerHeaders {
  const headers: Record<string, string> = {
    'content-type': JSON_TYPE,
    'cache-control': 'no-store',
    'request-id': requestId,
    'client-request-id': clientRequestId,
  };
  if (retryAfterS !== null) headers['retry-after'] = String(retryAfterS);
  return headers;
}
