import { blocking } from '../../runtime/blocking.ts';
import { neverInInit } from '../life.ts';
import { asyncRequest } from './async-request.ts';
import { describeBatch } from './batch.ts';
import { CookieJar } from './cookie-jar.ts';
import { expectedStatuses, responseCallback } from './expected-statuses.ts';
import { file } from './file-data.ts';
import type { HttpClient } from './http-client.ts';
import { urlTemplate } from './url.ts';

const WITH_BODY = { post: 'POST', put: 'PUT', patch: 'PATCH', del: 'DELETE', options: 'OPTIONS' } as const;

/** `k6/http`. */
export function httpModule(client: HttpClient): Record<string, unknown> {
  const { epochNow, runtime, sessions } = client;
  const module: Record<string, unknown> = {
    get: blocking((url: unknown, params: unknown) => client.describe('GET', url, null, params)),
    head: blocking((url: unknown, params: unknown) => client.describe('HEAD', url, null, params)),
    request: blocking((method: unknown, url: unknown, body: unknown, params: unknown) =>
      client.describe(String(method).toUpperCase(), url, body, params),
    ),
    batch: blocking((requests: unknown) => describeBatch(client, requests)),
    asyncRequest: (method: unknown, url: unknown, body: unknown, params: unknown) =>
      asyncRequest(client, method, url, body, params),
    url: urlTemplate,
    file,
    expectedStatuses,
    setResponseCallback(callback: unknown) {
      sessions.of(runtime.current).callback = responseCallback(callback);
    },
    cookieJar() {
      if (runtime.current.phase === 'init') throw neverInInit('http.cookieJar()');
      return sessions.of(runtime.current).jar(client.options.noCookiesReset);
    },
    CookieJar: class extends CookieJar {
      constructor() {
        super(epochNow);
      }
    },
    ...CONSTANTS,
  };
  for (const [name, method] of Object.entries(WITH_BODY))
    module[name] = blocking((url: unknown, body: unknown, params: unknown) =>
      client.describe(method, url, body, params),
    );
  return module;
}

/** TLS and OCSP names: scripts may use them in options; drills do not act on them. */
const CONSTANTS = {
  SSL_3_0: 'ssl3.0',
  TLS_1_0: 'tls1.0',
  TLS_1_1: 'tls1.1',
  TLS_1_2: 'tls1.2',
  TLS_1_3: 'tls1.3',
  OCSP_STATUS_GOOD: 'good',
  OCSP_STATUS_REVOKED: 'revoked',
  OCSP_STATUS_SERVER_FAILED: 'server_failed',
  OCSP_STATUS_UNKNOWN: 'unknown',
  OCSP_REASON_AA_COMPROMISE: 'aa_compromise',
  OCSP_REASON_AFFILIATION_CHANGED: 'affiliation_changed',
  OCSP_REASON_CA_COMPROMISE: 'ca_compromise',
  OCSP_REASON_CERTIFICATE_HOLD: 'certificate_hold',
  OCSP_REASON_CESSATION_OF_OPERATION: 'cessation_of_operation',
  OCSP_REASON_KEY_COMPROMISE: 'key_compromise',
  OCSP_REASON_PRIVILEGE_WITHDRAWN: 'privilege_withdrawn',
  OCSP_REASON_REMOVE_FROM_CRL: 'remove_from_crl',
  OCSP_REASON_SUPERSEDED: 'superseded',
  OCSP_REASON_UNSPECIFIED: 'unspecified',
};
