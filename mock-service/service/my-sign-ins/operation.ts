import type { Params } from '../service.ts';
import type { Answer } from './answer.ts';
import type { Content } from './content.ts';
import type { UserRecord } from './user-record.ts';

/** What an operation sees of a request for reading. */
interface ReadRequest {
  /** Path and query. */
  readonly path: string;
  readonly params: Params;
  readonly body: string;
}

/** A write, as it travels to the directory: plain JSON. */
export interface Command {
  /** The write operation's name. */
  readonly operation: string;
  /** The method that the path names, or ''. */
  readonly id: string;
  readonly body: string;
}

/** A write's outcome: the same record if nothing changed. */
export interface Written {
  readonly record: UserRecord;
  readonly answer: Answer;
}

/** Answered by the instance from the user's record, cached or not. */
export interface ReadOperation {
  readonly kind: 'read';
  readonly name: string;
  readonly answer: (record: UserRecord, request: ReadRequest, content: Content, nowMs: number) => Answer;
  /** Of a good answer: a command without which it does not hold. The command's answer is then given instead. */
  readonly followUp?: (record: UserRecord, request: ReadRequest) => Command | null;
}

/** Executed by the directory on its own record. `nowMs` is Unix time, here as everywhere in this folder. */
export interface WriteOperation {
  readonly kind: 'write';
  readonly name: string;
  readonly execute: (record: UserRecord, command: Command, content: Content, nowMs: number) => Written;
}

export type Operation = ReadOperation | WriteOperation;

/** A write that is refused leaves the record as it is. */
export function refused(record: UserRecord, answer: Answer): Written {
  return { record, answer };
}
