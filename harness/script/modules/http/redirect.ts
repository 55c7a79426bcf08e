import type { HttpCall } from './http-call.ts';
import { headerOf } from './reply-headers.ts';
import type { UrlSplitter } from './url.ts';

/**
 * Turns an answered call into the request for where its `Location` points, as browsers and Go do: 301, 302 and 303 become a GET
 * without body, 307 and 308 repeat the request; credentials do not follow to another host.
 * @returns false if the answer is no redirect or leads nowhere: then it is the response.
 */
export function followRedirect(call: HttpCall, location: string, splitter: UrlSplitter): boolean {
  const { status, url, origin } = call;
  const repeats = status === 307 || status === 308;
  if (!repeats && status !== 301 && status !== 302 && status !== 303) return false;
  const next = URL.parse(location, url);
  if (next === null || (next.protocol !== 'http:' && next.protocol !== 'https:')) return false;
  const { method, body, headers, headerBytes } = call;
  // The answer's fields must be clean again; what is asked stays.
  call.reset();
  splitter.split(next.href, call);
  call.redirectsLeft--;
  call.headers = headers;
  call.headerBytes = headerBytes;
  call.method = repeats || method === 'HEAD' ? method : 'GET';
  if (repeats) call.body = body;
  else if (body !== null) withoutHeaders(call, ['content-type', 'content-length', 'content-encoding']);
  // The jar adds them anew for each hop.
  withoutHeaders(call, call.origin === origin ? ['cookie'] : ['cookie', 'authorization']);
  return true;
}

/** Takes headers off a call, in a copy. */
export function withoutHeaders(call: HttpCall, lowerCaseNames: readonly string[]): void {
  if (!lowerCaseNames.some(name => headerOf(call.headers, name) !== undefined)) return;
  const kept: Record<string, string> = {};
  let size = 0;
  for (const [name, value] of Object.entries(call.headers)) {
    if (lowerCaseNames.includes(name.toLowerCase())) continue;
    kept[name] = value;
    size += name.length + value.length + 4;
  }
  call.headers = kept;
  call.headerBytes = size;
}
