import type { TransportFailure } from '../../../transport/exchange.ts';

/** k6's numbers and texts for requests without an answer: `res.error_code` and `res.error`. */
export interface RequestError {
  readonly code: number;
  readonly text: string;
}

export const INVALID_URL = 1020;

const FAILURES: Readonly<Record<TransportFailure, RequestError>> = {
  timeout: { code: 1050, text: 'request timeout' },
  dns: { code: 1101, text: 'lookup: no such host' },
  'no-files': { code: 1210, text: 'dial: too many open files' },
  'no-memory': { code: 1210, text: 'dial: cannot allocate memory' },
  'no-port': { code: 1210, text: 'dial: cannot assign requested address' },
  'connect-timeout': { code: 1211, text: 'dial: i/o timeout' },
  refused: { code: 1212, text: 'dial: connection refused' },
  closed: { code: 1000, text: 'EOF' },
  reset: { code: 1220, text: 'read: connection reset by peer' },
  malformed: { code: 1000, text: 'malformed HTTP response' },
  'too-large': { code: 1000, text: 'the answer is larger than Headroom keeps (see docs/limits.md)' },
  corrupt: { code: 1701, text: 'the body is not what its Content-Encoding says' },
  stalled: { code: 1050, text: 'request timeout: the answer stalled' },
  tls: { code: 1300, text: 'tls: handshake failed' },
  'not-tls': { code: 1300, text: 'tls: the server answered in plain text' },
  certificate: { code: 1310, text: 'tls: the certificate is not trusted' },
  forbidden: { code: 1000, text: 'host not allowed' },
};

/** @returns the error of a request; an answer of 4xx or 5xx has only a code (1000 + status), a good one has 0. */
export function requestError(status: number, failure: TransportFailure | null): RequestError {
  if (failure !== null) return FAILURES[failure];
  return { code: status >= 400 && status < 600 ? 1000 + status : 0, text: '' };
}
