/** Why a request's connection brought no whole answer. */
export type ConnectionFailure =
  | 'refused'
  | 'connect-timeout'
  /** Broken off by the other side. */
  | 'reset'
  /** Closed in order, but before the answer was whole. */
  | 'closed'
  | 'malformed'
  /** Nothing moved any more, after the head had come. */
  | 'stalled'
  | 'dns'
  /** The name leads to an address that must not be called. */
  | 'forbidden'
  /** No secure connection came about: `not-tls` with who does not speak TLS, `certificate` with who is not trusted. */
  | 'tls'
  | 'not-tls'
  | 'certificate';
