import http, { type RefinedResponse } from 'k6/http';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const REGION = __ENV.REGION ?? 'eu';
const METHODS = '/v1.0/me/authentication/methods';
const TAGS = { name: METHODS };

/** One read of a user's record. */
export function read(user: number): RefinedResponse<'text'> {
  return http.get(`${BASE_URL}${METHODS}`, { headers: { 'x-user': `user${user}@${REGION}.example` }, tags: TAGS });
}
