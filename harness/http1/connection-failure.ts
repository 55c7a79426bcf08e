/** What this machine itself refused, through nothing that the other side did: open files, memory, a port to send from. */
export const LOCAL_FAILURES = ['no-files', 'no-memory', 'no-port'] as const;
export type LocalFailure = (typeof LOCAL_FAILURES)[number];

/** Why a request's connection brought no whole answer. */
export type ConnectionFailure =
  | LocalFailure
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

const local: ReadonlySet<string> = new Set(LOCAL_FAILURES);

export function isLocalFailure(failure: string | null): failure is LocalFailure {
  return failure !== null && local.has(failure);
}
