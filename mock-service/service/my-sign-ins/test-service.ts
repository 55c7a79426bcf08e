import type { Work } from '../../model/work.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import type { AnswerBody, AnswerHeaders, ServiceReason } from '../service.ts';
import { type Admission, ServiceCall } from '../service-call.ts';
import { MySignIns } from './my-sign-ins.ts';
import { UserStore } from './user-store.ts';

/** 1 June 2026, 07:00 UTC. */
export const EPOCH_MS = 1_780_297_200_000;

/** What a request came to. */
export interface Reply {
  readonly status: number;
  readonly reason: ServiceReason | null;
  readonly headers: AnswerHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers
  readonly json: any;
}

class TestCall extends ServiceCall {
  replied: { status: number; reason: ServiceReason | null; headers: AnswerHeaders; body: AnswerBody | null } | null =
    null;
  broken: 'reset' | 'refused' | null = null;
  discarded = false;

  answer(status: number, reason: ServiceReason | null, headers: AnswerHeaders, body: AnswerBody | null): void {
    this.replied = { status, reason, headers, body };
  }

  breakOff(failure: 'reset' | 'refused'): void {
    this.broken = failure;
  }

  discard(): void {
    this.discarded = true;
  }
}

/** The service for tests, with an instance that has no cache, no queue and no cost. */
export class TestService implements Admission {
  alive = true;
  readonly clock = new VirtualClock();
  readonly service: MySignIns;
  readonly store: UserStore;
  /** What was submitted, in order. */
  readonly works: string[] = [];

  constructor(users = 100, seed = 1, page: AnswerBody = { text: () => '<!doctype html>' }) {
    const config = { users, region: 'eu', epochMs: EPOCH_MS, seed };
    this.service = new MySignIns(config, this.clock, 'test', () => page);
    this.store = new UserStore(this.service.content);
  }

  submit(work: Work): void {
    this.works.push(work.kind);
    const now = this.clock.now();
    // Over the wire and back, as when the directory is another process.
    const command: unknown = JSON.parse(JSON.stringify(work.command));
    const result = work.kind === 'write' ? this.store.execute(work.key, command, now) : this.store.read(work.key);
    work.finished(JSON.parse(JSON.stringify(result)), null, now);
  }

  call(): TestCall {
    return new TestCall(this.service, this);
  }

  /** Sends a request as `user`; `body` is sent as JSON unless it is text. */
  ask(method: string, path: string, body: unknown = null, user = 'user1@eu.example', headers = {}): Reply {
    const call = this.call();
    const text = typeof body === 'string' || body === null ? body : JSON.stringify(body);
    call.arrived(method, path, { 'x-user': user, ...headers }, text, 'http://graph.test', -1);
    if (call.replied === null) throw new Error('no reply');
    const { body: replyBody, ...reply } = call.replied;
    const replyText = replyBody?.text() ?? null;
    return { ...reply, json: replyText?.startsWith('{') ? JSON.parse(replyText) : replyText };
  }
}
