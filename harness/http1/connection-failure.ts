/** Why a request's connection brought no whole answer. */
export type ConnectionFailure = 'refused' | 'connect-timeout' | 'reset' | 'malformed' | 'dns' | 'tls';
