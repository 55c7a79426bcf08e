import { ok, View } from './answer.ts';
import type { Content } from './content.ts';
import { GraphError } from './graph-error.ts';
import { refuseOptions, type SignInsQuery, signInsQuery } from './odata.ts';
import type { ReadOperation } from './operation.ts';
import { signInDocument, signInUser } from './sign-in.ts';
import type { UserRecord } from './user-record.ts';

/**
 * `GET /v1.0/auditLogs/signIns`: a user's recent activity, newest first. Without a filter it is the caller's own: there is no
 * list of everybody's sign-ins here, as a cache entry holds one user's.
 */
export const listSignIns: ReadOperation = {
  kind: 'read',
  name: 'list-sign-ins',
  answer(record, request, content) {
    const query = signInsQuery(request.path);
    if (query instanceof GraphError) return query;
    if (query.after !== null && !content.defaults.signInsOf(record).some(({ id }) => id === query.after)) {
      return new GraphError('invalidRequest', `Invalid $skiptoken '${query.after}': start again without it.`);
    }
    return new View(renderPage, record, content, query);
  },
};

function renderPage(record: UserRecord, content: Content, query: SignInsQuery): object {
  const all = content.defaults.signInsOf(record);
  const from = query.after === null ? 0 : all.findIndex(({ id }) => id === query.after) + 1;
  const page = all.slice(from, from + query.top);
  const context = { '@odata.context': '/v1.0/$metadata#auditLogs/signIns' };
  const user = signInUser(record.user, content.users);
  const value = page.map(signIn => signInDocument(signIn, user));
  const last = page.at(-1);
  if (last === undefined || last === all.at(-1)) return { ...context, value };
  const filter = query.filter === null ? '' : `&$filter=${encodeURIComponent(query.filter)}`;
  const next = `/v1.0/auditLogs/signIns?$top=${query.top}${filter}&$skiptoken=${last.id}`;
  return { ...context, '@odata.nextLink': next, value };
}

/** `GET /v1.0/auditLogs/signIns/{id}`, of the caller. */
export const getSignIn: ReadOperation = {
  kind: 'read',
  name: 'get-sign-in',
  answer(record, request, content) {
    const error = refuseOptions(request.path);
    if (error !== null) return error;
    const signIn = content.defaults.signInsOf(record).find(({ id }) => id === request.params.id);
    if (signIn === undefined) return new GraphError('itemNotFound', `No such sign-in: '${request.params.id}'.`);
    const context = { '@odata.context': '/v1.0/$metadata#auditLogs/signIns/$entity' };
    return ok({ ...context, ...signInDocument(signIn, signInUser(record.user, content.users)) });
  },
};
