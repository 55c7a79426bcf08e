import { bearerTokenIn, claimOf } from '../bearer-token.ts';
import { firstOf, isHeader } from '../header-fields.ts';
import type { Headers } from '../service.ts';
import { signInsFilter } from './odata.ts';
import type { Users } from './users.ts';

const USERS_PATH = '/v1.0/users/';
const SIGN_INS_PATH = '/v1.0/auditLogs/signIns?';
/** The claims of a token that name its user. */
const PRINCIPAL = ['upn', 'preferred_username', 'sub'];
/** Tokens remembered, so that each is decoded once. */
const TOKENS = 10_000;

/**
 * Who a request is about (model §4), as a number: the proxy sends a user's requests to one instance by it, the instance looks
 * the user up by it. What the request itself names comes first, because it is that user's record which is read: `/users/{id}/…`,
 * or the filter of the sign-ins. Then who sends it: the bearer token's subject, over plain http the header `x-user`. Else user 0.
 */
export class RequestUser {
  readonly users: Users;
  #tokens = new Map<string, number>();

  constructor(users: Users) {
    this.users = users;
  }

  /** @param path path and query, from the `/` on, as it was sent */
  of(headers: Headers, path: string): number {
    // The seventh character tells the three kinds of path apart: me, users, auditLogs.
    const kind = path.charCodeAt(6);
    if (kind === 117 && path.startsWith(USERS_PATH)) return this.users.numberOf(nameIn(path));
    if (kind === 97 && path.startsWith(SIGN_INS_PATH)) {
      const name = signInsFilter(path);
      if (name !== null) return this.users.numberOf(name);
    }
    let user = 0;
    for (const name in headers) {
      if (name.length === 6) {
        if (isHeader(name, 'x-user')) user = this.users.numberOf(firstOf(headers[name]));
      } else if (name.length === 13 && isHeader(name, 'authorization')) {
        const token = bearerTokenIn(firstOf(headers[name]));
        if (token !== null) return this.#subject(token);
      }
    }
    return user;
  }

  #subject(token: string): number {
    let user = this.#tokens.get(token);
    if (user === undefined) {
      user = this.users.numberOf(claimOf(token, PRINCIPAL));
      if (this.#tokens.size >= TOKENS) this.#tokens.clear();
      this.#tokens.set(token, user);
    }
    return user;
  }
}

/** The name after `/v1.0/users/`. */
function nameIn(path: string): string {
  const start = USERS_PATH.length;
  let end = path.indexOf('/', start);
  if (end < 0) end = path.indexOf('?', start);
  const name = end < 0 ? path.slice(start) : path.slice(start, end);
  if (!name.includes('%')) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
