import { COLLECTIONS, type MethodKind } from './authentication-method.ts';
import { activateApp, startApp } from './authenticator-app.ts';
import { deleteOf, getMethod, getOf, listMethods, listOf } from './methods.ts';
import type { Operation, WriteOperation } from './operation.ts';
import { redeemPass, signInWithPass } from './pass-sign-in.ts';
import { addPhone } from './phone.ts';
import { getUser } from './profile.ts';
import { getSignIn, listSignIns } from './sign-in-activity.ts';
import { deletePass, getPass, issuePass, listPasses } from './temporary-access-pass.ts';

type Method = 'GET' | 'POST' | 'DELETE';

/** One operation, and where it is found. */
export interface OperationLine {
  readonly method: Method;
  readonly path: string;
  readonly operation: Operation;
}

/** What is found under `/v1.0/me` and `/v1.0/users/{user}`. */
const OF_A_USER: readonly OperationLine[] = [
  { method: 'GET', path: '', operation: getUser },
  { method: 'GET', path: '/authentication/methods', operation: listMethods },
  { method: 'GET', path: '/authentication/methods/:id', operation: getMethod },
  ...(Object.keys(COLLECTIONS) as MethodKind[]).flatMap(kind => collectionRoutes(kind)),
  { method: 'POST', path: '/authentication/phoneMethods', operation: addPhone },
  { method: 'POST', path: '/authentication/softwareOathMethods', operation: startApp },
  { method: 'POST', path: '/authentication/softwareOathMethods/:id/activate', operation: activateApp },
  { method: 'GET', path: '/authentication/temporaryAccessPassMethods', operation: listPasses },
  { method: 'POST', path: '/authentication/temporaryAccessPassMethods', operation: issuePass },
  { method: 'GET', path: '/authentication/temporaryAccessPassMethods/:id', operation: getPass },
  { method: 'DELETE', path: '/authentication/temporaryAccessPassMethods/:id', operation: deletePass },
];

function collectionRoutes(kind: MethodKind): OperationLine[] {
  const path = `/authentication/${COLLECTIONS[kind]}`;
  const routes: OperationLine[] = [
    { method: 'GET', path, operation: listOf(kind) },
    { method: 'GET', path: `${path}/:id`, operation: getOf(kind) },
  ];
  // A password cannot be taken away.
  if (kind !== 'password') routes.push({ method: 'DELETE', path: `${path}/:id`, operation: deleteOf(kind) });
  return routes;
}

/** All operations of the service. `/v1.0/me` comes before `/v1.0/users/:user` for each. */
export const ROUTES: readonly OperationLine[] = [
  { method: 'POST', path: '/signin', operation: signInWithPass },
  { method: 'GET', path: '/v1.0/auditLogs/signIns', operation: listSignIns },
  { method: 'GET', path: '/v1.0/auditLogs/signIns/:id', operation: getSignIn },
  ...OF_A_USER.flatMap(({ method, path, operation }) => [
    { method, path: `/v1.0/me${path}`, operation },
    { method, path: `/v1.0/users/:user${path}`, operation },
  ]),
];

/** The write operations by name, as commands name them. */
export const WRITES: ReadonlyMap<string, WriteOperation> = new Map(
  [redeemPass, ...ROUTES.map(({ operation }) => operation)]
    .filter(operation => operation.kind === 'write')
    .map(operation => [operation.name, operation]),
);
