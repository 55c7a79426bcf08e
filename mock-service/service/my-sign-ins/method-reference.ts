import type { Content } from './content.ts';
import { GraphError } from './graph-error.ts';
import type { UserRecord } from './user-record.ts';

/** The OData context of what belongs to a user's authentication. */
export function contextOf(record: UserRecord, content: Content, what: string): { '@odata.context': string } {
  return { '@odata.context': `/v1.0/$metadata#users('${content.users.idOf(record.user)}')/authentication/${what}` };
}

/** The id that a path names; GUIDs are compared in lower case. */
export function idOf(id: string | undefined): string {
  return id === undefined ? '' : id.toLowerCase();
}

export function noMethod(id: string): GraphError {
  return new GraphError('itemNotFound', `The user has no such method here: '${id}'.`);
}
