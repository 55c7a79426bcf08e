import { NO_CONTENT, ok, View } from './answer.ts';
import { type AuthenticationMethod, COLLECTIONS, type MethodKind, methodDocument } from './authentication-method.ts';
import type { Content } from './content.ts';
import { contextOf, idOf, noMethod } from './method-reference.ts';
import { refuseOptions } from './odata.ts';
import { type ReadOperation, refused, type WriteOperation } from './operation.ts';
import { passDocument } from './temporary-access-pass.ts';
import type { UserRecord } from './user-record.ts';

/** `GET …/methods`: all methods, the pass last. */
export const listMethods: ReadOperation = {
  kind: 'read',
  name: 'list-methods',
  answer: (record, request, content, nowMs) =>
    refuseOptions(request.path) ?? new View(renderMethods, record, content, nowMs),
};

function renderMethods(record: UserRecord, content: Content, nowMs: number): object {
  const value = content.defaults.methodsOf(record).map(methodDocument);
  if (record.pass !== null) value.push(passDocument(record.pass, nowMs));
  return { ...contextOf(record, content, 'methods'), value };
}

/** `GET …/methods/{id}`: any method, by its id. */
export const getMethod: ReadOperation = {
  kind: 'read',
  name: 'get-method',
  answer(record, request, content, nowMs) {
    const error = refuseOptions(request.path);
    if (error !== null) return error;
    const id = idOf(request.params.id);
    const method = content.defaults.methodsOf(record).find(method => method.id === id);
    const context = contextOf(record, content, 'methods/$entity');
    if (method !== undefined) return ok({ ...context, ...methodDocument(method) });
    return record.pass?.id === id ? ok({ ...context, ...passDocument(record.pass, nowMs) }) : noMethod(id);
  },
};

/** `GET …/phoneMethods` and its like. */
export function listOf(kind: MethodKind): ReadOperation {
  const collection = COLLECTIONS[kind];
  const render = (record: UserRecord, content: Content) => ({
    ...contextOf(record, content, collection),
    value: content.defaults
      .methodsOf(record)
      .filter(method => method.kind === kind)
      .map(methodDocument),
  });
  return {
    kind: 'read',
    name: `list-${collection}`,
    answer: (record, request, content) => refuseOptions(request.path) ?? new View(render, record, content, null),
  };
}

/** `GET …/phoneMethods/{id}` and its like. */
export function getOf(kind: MethodKind): ReadOperation {
  const collection = COLLECTIONS[kind];
  return {
    kind: 'read',
    name: `get-${collection}`,
    answer(record, request, content) {
      const error = refuseOptions(request.path);
      if (error !== null) return error;
      const id = idOf(request.params.id);
      const method = content.defaults.methodsOf(record).find(method => method.id === id && method.kind === kind);
      if (method === undefined) return noMethod(id);
      return ok({ ...contextOf(record, content, `${collection}/$entity`), ...methodDocument(method) });
    },
  };
}

/** `DELETE …/phoneMethods/{id}` and its like. Of an authenticator app it ends a registration that is not finished, too. */
export function deleteOf(kind: MethodKind): WriteOperation {
  return {
    kind: 'write',
    name: `delete-${COLLECTIONS[kind]}`,
    execute(record, command, content) {
      const id = idOf(command.id);
      const methods = content.defaults.methodsOf(record);
      const isIt = (method: AuthenticationMethod) => method.id === id && method.kind === kind;
      const writes = record.writes + 1;
      if (methods.some(isIt)) {
        return { record: { ...record, writes, methods: methods.filter(method => !isIt(method)) }, answer: NO_CONTENT };
      }
      if (kind === 'softwareOath' && record.pending.some(app => app.id === id)) {
        const pending = record.pending.filter(app => app.id !== id);
        return { record: { ...record, writes, pending }, answer: NO_CONTENT };
      }
      return refused(record, noMethod(id));
    },
  };
}
