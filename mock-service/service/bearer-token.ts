/**
 * What a bearer token says of its bearer: of a JWT the first of some claims that it has, unverified; else the token itself.
 * @param token without the word Bearer
 */
export function claimOf(token: string, claims: readonly string[]): string {
  const parts = token.split('.');
  if (parts.length !== 3) return token;
  try {
    const payload: unknown = JSON.parse(Buffer.from(parts[1] as string, 'base64url').toString('utf8'));
    if (typeof payload !== 'object' || payload === null) return token;
    for (const claim of claims) {
      const value = (payload as Record<string, unknown>)[claim];
      if (typeof value === 'string' && value !== '') return value;
    }
  } catch {
    // Not a JWT after all.
  }
  return token;
}

/** The token of an `authorization` header; null if it is of another scheme. */
export function bearerTokenIn(value: string): string | null {
  return value.length > 7 && value.slice(0, 7).toLowerCase() === 'bearer ' ? value.slice(7).trim() : null;
}
