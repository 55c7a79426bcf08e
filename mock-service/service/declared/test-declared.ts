import type { Work } from '../../model/work.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import type { AnswerBody, AnswerHeaders, ServiceReason } from '../service.ts';
import { type Admission, ServiceCall } from '../service-call.ts';
import { DeclaredService } from './declared-service.ts';
import type { AnswerDescription, RouteDescription, ServiceDescription } from './description.ts';

/** 1 June 2026, 07:00 UTC. */
const EPOCH_MS = 1_780_297_200_000;

const ANSWER: AnswerDescription = { status: 200, headers: {}, body: '{}', sizeBytes: 0 };

/** A plain route for tests, unless it is said otherwise. */
export function testRoute(route: Partial<RouteDescription> & Pick<RouteDescription, 'path'>): RouteDescription {
  return {
    ...{ method: 'GET', reads: [], together: false, readsUncached: false, writes: null, background: false, cost: null },
    ...route,
    answer: { ...ANSWER, ...route.answer },
  };
}

export function testDescription(description: Partial<ServiceDescription>): ServiceDescription {
  return { user: { in: 'header', name: 'x-user' }, entries: [], routes: [], ...description };
}

interface Reply {
  readonly status: number;
  readonly reason: ServiceReason | null;
  readonly headers: AnswerHeaders;
  readonly text: string | null;
}

class TestCall extends ServiceCall {
  reply: Reply | null = null;

  answer(status: number, reason: ServiceReason | null, headers: AnswerHeaders, body: AnswerBody | null): void {
    this.reply = { status, reason, headers, text: body?.text() ?? null };
  }

  breakOff(): void {}

  discard(): void {}
}

/** A declared service for tests, with an instance that writes down its work and has the result at once. */
export class TestDeclared implements Admission {
  readonly alive = true;
  readonly service: DeclaredService;
  readonly works: Work[] = [];
  /** What the work comes to; a failure is a text. */
  result: unknown = true;

  constructor(description: Partial<ServiceDescription>, users = 1000) {
    const config = { users, region: 'shop', epochMs: EPOCH_MS, seed: 1 };
    this.service = new DeclaredService(testDescription(description), config, new VirtualClock(), 'test');
  }

  submit(work: Work): void {
    this.works.push({ ...work, kind: work.kind, key: work.key, more: [...work.more] } as Work);
    const { result } = this;
    if (typeof result === 'string') work.finished(null, result as 'directory', 0);
    else work.finished(result, null, 0);
  }

  ask(method: string, path: string, headers: Record<string, string> = {}): Reply {
    const call = new TestCall(this.service, this);
    call.arrived(method, path, headers, null, 'http://shop.test', -1);
    if (call.reply === null) throw new Error('no reply');
    return call.reply;
  }
}
