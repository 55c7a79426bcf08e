import type { Store } from '../../model/directory.ts';
import type { Answer } from './answer.ts';
import type { Content } from './content.ts';
import { noUser } from './graph-error.ts';
import type { Command } from './operation.ts';
import { WRITES } from './routes.ts';
import { type UserRecord, untouchedRecord } from './user-record.ts';

/** The directory's data: the records of those users to whom something has happened. It lives as long as its process. */
export class UserStore implements Store {
  #content: Content;
  #records = new Map<number, UserRecord>();

  constructor(content: Content) {
    this.#content = content;
  }

  /** The user's record, or null if there is no such user. */
  read(user: number): UserRecord | null {
    if (user >= this.#content.users.count) return null;
    return this.#records.get(user) ?? untouchedRecord(user);
  }

  /**
   * Executes a write.
   * @param now ms on the Clock
   * @throws Error if `command` is none: a mistake of ours, not the caller's
   */
  execute(user: number, command: unknown, now: number): Answer {
    const { operation } = command as Command;
    const write = WRITES.get(operation);
    if (write === undefined) throw new Error(`no write operation is called "${operation}"`);
    const record = this.read(user);
    if (record === null) return noUser();
    const nowMs = this.#content.epochMs + now;
    const written = write.execute(record, command as Command, this.#content, nowMs);
    if (written.record !== record) this.#records.set(user, written.record);
    return written.answer;
  }
}
