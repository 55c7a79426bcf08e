import { GRPC_CONSTANTS } from './grpc-constants.ts';

/** What scripts may import, for refusing anything else before a drill starts. */
const MEMBERS: Readonly<Record<string, string>> = {
  k6: 'check fail group randomSeed sleep',
  'k6/http':
    'get head post put patch del options request asyncRequest batch url file cookieJar CookieJar expectedStatuses setResponseCallback ' +
    'SSL_3_0 TLS_1_0 TLS_1_1 TLS_1_2 TLS_1_3 OCSP_STATUS_GOOD OCSP_STATUS_REVOKED OCSP_STATUS_SERVER_FAILED OCSP_STATUS_UNKNOWN ' +
    'OCSP_REASON_AA_COMPROMISE OCSP_REASON_AFFILIATION_CHANGED OCSP_REASON_CA_COMPROMISE OCSP_REASON_CERTIFICATE_HOLD ' +
    'OCSP_REASON_CESSATION_OF_OPERATION OCSP_REASON_KEY_COMPROMISE OCSP_REASON_PRIVILEGE_WITHDRAWN OCSP_REASON_REMOVE_FROM_CRL ' +
    'OCSP_REASON_SUPERSEDED OCSP_REASON_UNSPECIFIED',
  'k6/metrics': 'Counter Gauge Rate Trend',
  'k6/execution': 'scenario instance test vu',
  'k6/data': 'SharedArray',
  'k6/timers': 'setTimeout clearTimeout setInterval clearInterval',
  'k6/encoding': 'b64encode b64decode',
  'k6/html': 'parseHTML',
  'k6/secrets': 'get source',
  'k6/ws': 'connect',
  'k6/websockets': 'WebSocket Blob',
  'k6/experimental/websockets': 'WebSocket Blob',
  'k6/net/grpc': ['Client Stream', ...Object.keys(GRPC_CONSTANTS)].join(' '),
  'k6/crypto':
    'md4 md5 sha1 sha256 sha384 sha512 sha512_224 sha512_256 ripemd160 hmac createHash createHMAC randomBytes',
};

/** The members of each module that scripts can import; `default` besides. */
export const moduleMembers: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(MEMBERS).map(([module, names]) => [module, new Set(names.split(' '))]),
);
