/** Why a request's connection brought no whole answer. */
export type ConnectionFailure =
  | 'refused'
  | 'connect-timeout'
  | 'reset'
  | 'malformed'
  /** Nothing moved any more, after the head had come. */
  | 'stalled'
  | 'dns'
  | 'tls';
