import { queryText } from '../query-text.ts';
import { GraphError } from './graph-error.ts';

/** What a request for sign-ins asks for. */
export interface SignInsQuery {
  /** Sign-ins a page. */
  readonly top: number;
  /** The id of the last sign-in of the page before, or null: the first page. */
  readonly after: string | null;
  /** The text of `$filter`, or null. */
  readonly filter: string | null;
}

/** Graph's page size, default and most. */
const MAX_PAGE = 1000;

const ALL: SignInsQuery = { top: MAX_PAGE, after: null, filter: null };
const FILTER = /^\s*(?:userId|userPrincipalName)\s+eq\s+'((?:[^']|'')+)'\s*$/;

/** Reads take no OData query options. Other parameters are the caller's own and are ignored, as Graph does. */
export function refuseOptions(path: string): GraphError | null {
  const start = path.indexOf('?');
  if (start < 0) return null;
  for (const [name] of parameters(path, start)) if (name.startsWith('$')) return unsupported(name, 'none');
  return null;
}

/** Queries remembered, because scripts send the same few again and again. */
const REMEMBERED = 1000;
const queries = new Map<string, SignInsQuery | GraphError>();

/** The query of `GET /auditLogs/signIns`: `$top`, `$skiptoken` and `$filter=userId eq '…'`. */
export function signInsQuery(path: string): SignInsQuery | GraphError {
  const start = path.indexOf('?');
  if (start < 0) return ALL;
  let query = queries.get(path);
  if (query === undefined) {
    query = readQuery(path, start);
    if (queries.size >= REMEMBERED) queries.clear();
    queries.set(path, query);
  }
  return query;
}

function readQuery(path: string, start: number): SignInsQuery | GraphError {
  let { top, after, filter } = ALL;
  const seen = new Set<string>();
  for (const [name, value] of parameters(path, start)) {
    if (!name.startsWith('$')) continue;
    if (seen.has(name)) return new GraphError('invalidRequest', `The query option '${name}' is given more than once.`);
    seen.add(name);
    if (name === '$top') {
      top = /^\d{1,4}$/.test(value) ? Number(value) : 0;
      if (top < 1 || top > MAX_PAGE) {
        return new GraphError(
          'invalidRequest',
          `Invalid value '${value}' for $top: it must be a number from 1 to ${MAX_PAGE}.`,
        );
      }
    } else if (name === '$skiptoken') after = value;
    else if (name === '$filter') {
      if (userIn(value) === null) {
        const message = `Invalid filter clause '${value}': supported are userId eq '…' and userPrincipalName eq '…'.`;
        return new GraphError('Request_UnsupportedQuery', message);
      }
      filter = value;
    } else return unsupported(name, '$top, $skiptoken, $filter');
  }
  return { top, after, filter };
}

/** The user that the filter of a request for sign-ins names, or null. */
export function signInsFilter(path: string): string | null {
  const start = path.indexOf('?');
  if (start < 0 || path.indexOf('filter=', start) < 0) return null;
  for (const [name, value] of parameters(path, start)) if (name === '$filter') return userIn(value);
  return null;
}

function userIn(filter: string): string | null {
  return FILTER.exec(filter)?.[1]?.replaceAll("''", "'") ?? null;
}

function unsupported(name: string, supported: string): GraphError {
  return new GraphError(
    'Request_UnsupportedQuery',
    `The query option '${name}' is not supported here; supported: ${supported}.`,
  );
}

function parameters(path: string, questionMark: number): [name: string, value: string][] {
  return path
    .slice(questionMark + 1)
    .split('&')
    .filter(part => part !== '')
    .map(part => {
      const equals = part.indexOf('=');
      return equals < 0 ? [queryText(part), ''] : [queryText(part.slice(0, equals)), queryText(part.slice(equals + 1))];
    });
}
