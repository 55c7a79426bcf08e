import http, { type RefinedResponse } from 'k6/http';

/** Temporary access passes: how people get in who cannot use their methods, or cannot set any up. */

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const PASSES = '/v1.0/me/authentication/temporaryAccessPassMethods';

const TAGS = { issue: { name: PASSES }, signIn: { name: '/signin' } };

/** Issues a pass that is good for an hour, for many uses or for one. @returns the passcode, or null if it was refused */
export function issuePass(user: string, isUsableOnce: boolean): string | null {
  const body = JSON.stringify({ lifetimeInMinutes: 60, isUsableOnce });
  const answer = http.post(`${BASE_URL}${PASSES}`, body, { headers: headersOf(user), tags: TAGS.issue });
  return answer.status === 201 ? String(answer.json('temporaryAccessPass')) : null;
}

/** Signs in with a pass: 200 lets the user in. */
export function signInWithPass(user: string, temporaryAccessPass: string): RefinedResponse<'text'> {
  const body = JSON.stringify({ temporaryAccessPass });
  return http.post(`${BASE_URL}/signin`, body, { headers: headersOf(user), tags: TAGS.signIn });
}

function headersOf(user: string): Record<string, string> {
  return { 'x-user': user, 'content-type': 'application/json' };
}
