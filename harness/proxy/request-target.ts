const ABSOLUTE = /^(https?):\/\/([^/?#]*)(.*)$/is;

/**
 * The path and query of a request's target, as they were written (RFC 9112 §3.2).
 * @param host what `Host` says; null if the request has none.
 * @returns null if it has none, or if an absolute URI and `Host` do not name the same: whoever reads it next would choose.
 */
export function originForm(target: string, host: string | null): string | null {
  // A fragment is the client's own; some would cut it off, and others not.
  if (target.includes('#')) return null;
  if (target.charCodeAt(0) === SLASH) return target;
  const absolute = ABSOLUTE.exec(target);
  if (absolute === null) return null;
  const [, scheme, authority, rest] = absolute as unknown as [string, string, string, string];
  const port = scheme.length === 4 ? ':80' : ':443';
  if (host === null || withoutPort(authority, port) !== withoutPort(host, port)) return null;
  return rest.charCodeAt(0) === SLASH ? rest : `/${rest}`;
}

function withoutPort(authority: string, port: string): string {
  const lower = authority.toLowerCase();
  return lower.endsWith(port) ? lower.slice(0, -port.length) : lower;
}

const SLASH = 47;
