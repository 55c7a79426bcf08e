import type { Headers } from '../../../transport/exchange.ts';
import { RefusedCall } from '../../runtime/refused-call.ts';
import type { TagSelection } from '../tag-selection.ts';
import { CookieJar } from './cookie-jar.ts';
import { durationMs } from './duration.ts';
import { responseCallback } from './expected-statuses.ts';
import type { HttpCall } from './http-call.ts';
import { headerOf } from './reply-headers.ts';
import type { ResponseType } from './response.ts';

type Given = Readonly<Record<string, unknown>>;

/** k6's time limit of a request. */
export const DEFAULT_TIMEOUT_MS = 60_000;

/** Applies a script's `params` to a call, which has its defaults already. @throws TypeError for a value of the wrong kind. */
export function applyParams(call: HttpCall, params: unknown, selection: TagSelection): void {
  if (typeof params !== 'object' || params === null)
    throw new TypeError(`request params are an object or null (got a ${typeof params})`);
  // Read by name, one by one: a loop over the keys of ever new objects costs more.
  const { headers, tags, timeout, redirects, cookies, jar, auth, compression, responseType } = params as Given;
  const given = params as Given;
  if (headers !== undefined && headers !== null) applyHeaders(call, headers as Given);
  if (tags !== undefined && tags !== null) {
    const name = (tags as Given).name;
    if (name !== undefined && name !== null) call.name = String(name);
    call.tags = selection.add(call.tags, tags as Given);
  }
  if (timeout !== undefined && timeout !== null) call.timeoutMs = durationMs(timeout, 'timeout');
  if (redirects !== undefined && redirects !== null) call.redirectsLeft = redirectLimit(redirects);
  if (responseType !== undefined && responseType !== null) call.responseType = bodyType(responseType);
  if (given.responseCallback !== undefined) call.callback = responseCallback(given.responseCallback);
  if (given.throw !== undefined) call.throwsOnFailure = Boolean(given.throw);
  if (jar !== undefined && jar !== null) {
    if (!(jar instanceof CookieJar)) throw new TypeError('jar is what http.cookieJar() or new http.CookieJar() makes');
    call.jar = jar;
  }
  if (cookies !== undefined && cookies !== null) call.cookies = cookies as Given;
  if (auth !== undefined && auth !== null) call.digest = authOf(auth) === 'digest' ? 'wanted' : 'none';
  if (compression !== undefined && compression !== null && compression !== '') call.compression = String(compression);
}

/** The script's own object goes out, unless a value of it is not text yet. Its size is found on the way. */
function applyHeaders(call: HttpCall, headers: Given): void {
  let size = 0;
  for (const name in headers) {
    const value = headers[name];
    if (typeof value !== 'string') {
      applyHeaders(call, asText(headers));
      return;
    }
    size += name.length + value.length + 4;
  }
  call.headers = headers as Headers;
  call.headerBytes = size;
}

function asText(headers: Given): Headers {
  const text: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && value !== null) text[name] = Array.isArray(value) ? value.join(', ') : String(value);
  return text;
}

/** Adds a header to a call, in a copy: the script's object stays as it is. */
export function addHeader(call: HttpCall, name: string, value: string): void {
  call.headers = { ...call.headers, [name]: value };
  call.headerBytes += name.length + value.length + 4;
}

export function hasHeader(call: HttpCall, lowerCaseName: string): boolean {
  return headerOf(call.headers, lowerCaseName) !== undefined;
}

function redirectLimit(value: unknown): number {
  const limit = Number(value);
  if (!Number.isInteger(limit) || limit < 0)
    throw new TypeError(`redirects is a whole number from 0 (got ${String(value)})`);
  return limit;
}

function bodyType(value: unknown): ResponseType {
  if (value === 'text' || value === 'binary' || value === 'none') return value;
  throw new TypeError(`responseType is 'text', 'binary' or 'none' (got ${JSON.stringify(value)})`);
}

function authOf(value: unknown): 'basic' | 'digest' {
  if (value === 'basic' || value === 'digest') return value;
  if (value === 'ntlm')
    throw new RefusedCall(
      `auth '${value}' is not offered here: use 'basic' or 'digest', or run the script with k6 itself`,
    );
  throw new TypeError(`auth is 'basic' or 'digest' (got ${JSON.stringify(value)})`);
}

/** A cookie of `params.cookies`: what it says, and whether the jar's of that name is left out. Lists, as `cookiesForURL` gives them, are text. */
export function ownCookie(given: unknown): { readonly value: string; readonly replace: boolean } {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { value: String(given), replace: false };
  const { value, replace } = given as { value?: unknown; replace?: unknown };
  return { value: String(value ?? ''), replace: Boolean(replace) };
}
