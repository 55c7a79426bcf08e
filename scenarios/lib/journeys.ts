import { check, sleep } from 'k6';
import { hmac } from 'k6/crypto';
import http, { type ArrayBatchRequest, type Params, type RefinedResponse } from 'k6/http';
import { totp } from './totp.ts';
import { exponential, readPopularity, userSampler } from './traffic.ts';

/** What users of the sign-ins service do. They go on after a failed call, as people do. */

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const REGION = __ENV.REGION ?? 'eu';
const METHODS = '/v1.0/me/authentication/methods';
const ACTIVITY = '/v1.0/auditLogs/signIns';
const APPS = '/v1.0/me/authentication/softwareOathMethods';

export const VIEWS = 4;
export const CALLS_PER_VIEW = 2;
const REGISTERING = 0.05;
/** Of a whole session: the page, two reads a view, and three calls of those who register. */
export const CALLS_PER_SESSION = 1 + CALLS_PER_VIEW * VIEWS + 3 * REGISTERING;

// Metrics go by route; made once, so that a session makes no more objects than it needs.
const TAGS = {
  page: { name: '/' },
  methods: { name: METHODS },
  activity: { name: ACTIVITY },
  add: { name: APPS },
  activate: { name: `${APPS}/{id}/activate` },
};

/** A user may have five apps. The most popular users get there, and the service is right to refuse them a sixth. */
const ADDED_OR_FULL = http.expectedStatuses(201, 400);

const PAGE_OPENS = { 'My Sign-Ins opens': (page: RefinedResponse<'text'>) => page.status === 200 };
/** For `check`, on the answers to a view. */
export const VIEW_SHOWS = {
  'methods are listed': (answers: Answers) => answers[0]?.status === 200,
  'recent activity is shown': (answers: Answers) => answers[1]?.status === 200,
};
const APP_REGISTERS = { 'authenticator app registers': (done: boolean) => done };
type Answers = readonly { readonly status: number }[];

const pickUser = userSampler(Number(__ENV.USERS ?? 20_000), readPopularity(__ENV.POPULARITY ?? 'uniform'));

/** Someone of the region; popularity decides who. */
export function someUser(): string {
  return userNumber(pickUser(Math.random));
}

/** The region's n-th user, from 0. */
export function userNumber(n: number): string {
  return `user${n}@${REGION}.example`;
}

/**
 * One visit to My Sign-Ins: the page and its first view together, as a browser loads them, then three more views with a
 * pause before each; some visitors come to register an authenticator app too. `CALLS_PER_SESSION` calls on average.
 */
export function visitMySignIns(user: string): void {
  const headers = { 'x-user': user };
  const view = viewOf(headers);
  check(http.get(`${BASE_URL}/`, { headers, tags: TAGS.page }), PAGE_OPENS);
  for (let seen = 0; seen < VIEWS; seen++) {
    if (seen > 0) think();
    check(http.batch(view), VIEW_SHOWS);
  }
  if (Math.random() < REGISTERING) registerAuthenticatorApp(user);
}

/** One view, of a page that is open already: two calls. */
export function lookAtSignIns(user: string): void {
  check(http.batch(viewOf({ 'x-user': user })), VIEW_SHOWS);
}

/** The requests of one view, which a browser sends side by side. */
export function viewOf(headers: Record<string, string>): ArrayBatchRequest[] {
  return [
    ['GET', `${BASE_URL}${METHODS}`, null, { headers, tags: TAGS.methods }],
    ['GET', `${BASE_URL}${ACTIVITY}?$top=10`, null, { headers, tags: TAGS.activity }],
  ];
}

/** Half a second to look, and then as long as it takes. */
export function think(): void {
  sleep(0.5 + exponential(1, Math.random));
}

/**
 * Sets up multi-factor authentication: asks for a secret, types the code that the app shows, and looks whether it is listed.
 * Who got no secret tries once more instead of typing a code. @returns whether the app can be used now
 */
export function registerAuthenticatorApp(user: string): boolean {
  const headers = { 'x-user': user, 'content-type': 'application/json' };
  const add: Params = { headers, tags: TAGS.add, responseCallback: ADDED_OR_FULL };
  const app = http.post(`${BASE_URL}${APPS}`, '{}', add);
  think();
  const then = app.status === 201 ? activate(app, headers) : http.post(`${BASE_URL}${APPS}`, '{}', add);
  const listed = http.get(`${BASE_URL}${METHODS}`, { headers, tags: TAGS.methods });
  const registered = app.status === 201 && then.status === 204;
  check(listed.status === 200 && (registered || app.status === 400), APP_REGISTERS);
  return registered;
}

function activate(app: RefinedResponse<'text'>, headers: Record<string, string>): RefinedResponse<'text'> {
  const { id, secretKey } = app.json() as { id: string; secretKey: string };
  const verificationCode = totp(secretKey, Date.now(), (key, data) => hmac('sha1', key, data, 'hex'));
  const params = { headers, tags: TAGS.activate };
  return http.post(`${BASE_URL}${APPS}/${id}/activate`, JSON.stringify({ verificationCode }), params);
}
