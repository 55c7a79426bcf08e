import { KeyCounts } from '../../mock-service/model/key-counts.ts';
import type { RequestClasses } from '../../mock-service/model/request-classes.ts';
import { routePattern } from '../../mock-service/model/route-pattern.ts';
import { hashText, mix, uniform } from '../../mock-service/time/random.ts';
import type { ThrottleCommand } from '../operations/catalogue/site.ts';
import type { Call } from './call.ts';

/** What the proxy is told. */
export type ThrottleOrder = Omit<ThrottleCommand, 'kind'>;

/** A throttle as the control server shows it. */
export interface ThrottleState {
  /** Null: all routes. */
  readonly route: string | null;
  /** Null: all classes. */
  readonly class: string | null;
  readonly by: ThrottleOrder['by'];
  /** The share that is admitted now, 0–1. */
  readonly admitted: number;
}

/** Sets the draw apart from the drain's: who is let in first is not who is moved first. */
const ADMISSION_KEY = hashText('throttle');

/** One order under way: the share moves linearly from where it was to where it is to be. */
class Throttle {
  readonly order: ThrottleOrder;
  readonly #from: number;
  readonly #startedAt: number;
  readonly #isOf: RegExp | null;
  readonly #classes: RequestClasses | null;
  /** The place of the class that it is of; null: it is of all. */
  readonly #rank: number | null;

  constructor(order: ThrottleOrder, from: number, classes: RequestClasses | null, now: number) {
    this.order = order;
    this.#classes = classes;
    this.#rank = order.class === null || classes === null ? null : classes.rankOf(order.class);
    this.#from = from;
    this.#startedAt = now;
    this.#isOf = order.route === null ? null : routePattern(order.route);
  }

  concerns(call: Call): boolean {
    const { method, path } = call;
    if (this.#rank !== null && this.#classes?.of(method, path, call.headers) !== this.#rank) return false;
    return this.#isOf === null || this.#isOf.test(`${method} ${path}`);
  }

  /** The share that is admitted, 0–1. */
  share(now: number): number {
    const { share, overMs } = this.order;
    const done = overMs === 0 ? 1 : Math.min(1, (now - this.#startedAt) / overMs);
    return done === 1 ? share : this.#from + done * (share - this.#from);
  }
}

/**
 * Decides which requests the proxy lets in (model §4). By user, a user is admitted while its place is below the share, so that whole
 * sessions get through, and who was admitted stays so while the share grows. By request, each has a draw of its own.
 */
export class Admission {
  /** Whether anybody may be refused. While not, requests pay for no more than this look. */
  limited = false;
  readonly #key: number;
  readonly #counts = new KeyCounts();
  readonly #classes: RequestClasses | null;
  #throttles: readonly Throttle[] = [];

  /** @param classes of requests, where there are some */
  constructor(seed: number, classes: RequestClasses | null = null) {
    this.#classes = classes;
    this.#key = mix(seed, ADMISSION_KEY);
  }

  /** Begins a throttle; one of the same route and class goes on from the share that it has come to. */
  order(order: ThrottleOrder, now: number): void {
    const before = this.#throttles.find(each => each.order.route === order.route && each.order.class === order.class);
    const others = this.#throttles.filter(each => each !== before);
    this.#throttles = [...others, new Throttle(order, before?.share(now) ?? 1, this.#classes, now)];
    this.#forgetLifted(now);
  }

  /** @returns after which time a refused request may come again, s; null: it is admitted */
  refuses(call: Call, now: number): number | null {
    let lifted = false;
    for (const throttle of this.#throttles) {
      if (!throttle.concerns(call)) continue;
      const share = throttle.share(now);
      if (share === 1) lifted = true;
      else if (this.#draw(throttle.order.by, call.user) >= share) return Math.ceil(throttle.order.retryAfterMs / 1000);
    }
    if (lifted) this.#forgetLifted(now);
    return null;
  }

  state(now: number): ThrottleState[] {
    return this.#throttles.map(throttle => {
      const { route, class: ofClass, by } = throttle.order;
      return { route, class: ofClass, by, admitted: throttle.share(now) };
    });
  }

  #draw(by: ThrottleOrder['by'], user: number): number {
    if (by === 'user') return placeInLine(user);
    return uniform(mix(mix(this.#key, user), this.#counts.next(user)));
  }

  #forgetLifted(now: number): void {
    this.#throttles = this.#throttles.filter(throttle => throttle.order.share < 1 || throttle.share(now) < 1);
    this.limited = this.#throttles.length > 0;
  }
}

/** A user's place in (0, 1) by which it is admitted: the same in every drill. */
export function placeInLine(user: number): number {
  return uniform(mix(ADMISSION_KEY, user));
}
