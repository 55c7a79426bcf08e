import { View } from './answer.ts';
import type { Content } from './content.ts';
import { refuseOptions } from './odata.ts';
import type { ReadOperation } from './operation.ts';
import { displayName } from './sign-in.ts';
import type { UserRecord } from './user-record.ts';

/** `GET /v1.0/me`, `GET /v1.0/users/{id}` */
export const getUser: ReadOperation = {
  kind: 'read',
  name: 'get-user',
  answer: (record, request, content) => refuseOptions(request.path) ?? new View(render, record, content, null),
};

function render({ user }: UserRecord, { users }: Content): object {
  return {
    '@odata.context': '/v1.0/$metadata#users/$entity',
    id: users.idOf(user),
    displayName: displayName(user),
    userPrincipalName: users.nameOf(user),
    mail: users.nameOf(user),
  };
}
