import { headerIn } from '../header-fields.ts';
import { queryText } from '../query-text.ts';
import type { Headers, Params } from '../service.ts';

/** What keys and answers are made of. */
export interface RequestParts {
  /** Path and query. */
  readonly path: string;
  readonly params: Params;
  readonly headers: Headers;
}

/** A text of a request by where it stands; '' where it does not. */
export function partOf(request: RequestParts, place: 'path' | 'query' | 'header', name: string): string {
  switch (place) {
    case 'path':
      return request.params[name] ?? '';
    case 'query':
      return queryIn(request.path, name);
    case 'header':
      return headerIn(request.headers, name);
  }
}

/** The first value of a query parameter, decoded; '' for none. */
export function queryIn(path: string, name: string): string {
  let at = path.indexOf('?');
  while (at >= 0) {
    const start = at + 1;
    at = path.indexOf('&', start);
    const end = at < 0 ? path.length : at;
    const equals = path.indexOf('=', start);
    const nameEnd = equals < 0 || equals > end ? end : equals;
    if (queryText(path.slice(start, nameEnd)) === name) return queryText(path.slice(Math.min(nameEnd + 1, end), end));
  }
  return '';
}

/** The value of a cookie; '' for none. */
export function cookieIn(headers: Headers, name: string): string {
  for (const pair of headerIn(headers, 'cookie').split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return '';
}
