import type { NamedCosts } from '../../model/cost-draws.ts';
import type { Store } from '../../model/directory.ts';
import { type KeySpace, KeySpaces } from '../../model/key-spaces.ts';
import type { WorkRefusal } from '../../model/work.ts';
import type { Clock } from '../../time/clock.ts';
import { hashText, mix } from '../../time/random.ts';
import { HEALTH_CHECK } from '../health-check.ts';
import type {
  Headers,
  Params,
  Route,
  RouteLine,
  Service,
  ServiceConfig,
  ServiceRequest,
  WarmKeys,
} from '../service.ts';
import type { Fillings } from './answer.ts';
import { DeclaredRoute, type RouteKeys } from './declared-route.ts';
import type { EntryKey, RouteDescription, ServiceDescription } from './description.ts';
import { errorAnswer } from './error-answer.ts';
import { type KeyReader, keyReader } from './key-reader.ts';
import { RequestUser } from './request-user.ts';
import { Router } from './router.ts';

/** What the store has under every key. Answers are declared, so nobody looks into it. */
const RECORD = true;
const STORE: Store = { read: () => RECORD, execute: () => RECORD };

/** A service as its topology declares it. */
export class DeclaredService implements Service {
  readonly entries: KeySpaces;
  readonly costs: readonly NamedCosts[];
  readonly warm: readonly WarmKeys[];
  readonly routes: readonly RouteLine[];
  readonly #requestUser: RequestUser;
  readonly #router: Router;
  readonly #clock: Clock;
  readonly #epochMs: number;
  #answers = 0;

  /** @param name of the process among those of the drill, so that no two answers have one id */
  constructor(description: ServiceDescription, { users, epochMs, seed }: ServiceConfig, clock: Clock, name: string) {
    this.#clock = clock;
    this.#epochMs = epochMs;
    this.#requestUser = new RequestUser(
      description.user,
      users,
      description.routes.map(({ path }) => path),
    );
    // Plain requests have their users' numbers as keys, so the entries' begin behind those.
    this.entries = keySpaces(description, users);
    this.warm = description.entries.map(({ keys, popularity }, i) => {
      const { first, count } = this.entries.spaces[i] as KeySpace;
      return { first, count, ofUsers: keys === 'user', popularity };
    });
    const own = description.routes.filter(({ cost }) => cost !== null);
    this.costs = own.map(route => ({ name: nameOf(route), cost: route.cost as NamedCosts['cost'] }));
    const fillings: Fillings = {
      userNameOf: ({ headers, path }) => this.#requestUser.nameOf(headers, path),
      now: () => this.now(),
      next: () => this.#answers++,
      idKey: mix(mix(seed, hashText(name)), hashText('answers')),
    };
    this.routes = [
      HEALTH_CHECK,
      ...description.routes.map(route => {
        const costs = 1 + own.indexOf(route);
        const keys: RouteKeys = { reads: this.#readers(route.reads), writes: this.#readers(route.writes ?? []), costs };
        return { method: route.method, path: route.path, route: new DeclaredRoute(route, keys, fillings) };
      }),
    ];
    this.#router = new Router(this.routes);
  }

  get params(): Params {
    return this.#router.params;
  }

  began(): void {}

  find(method: string, path: string): Route {
    const found = this.#router.find(method, path);
    if (found === null) return NO_ROUTE;
    return typeof found === 'number' ? this.malformed(found, 'not a path') : found;
  }

  malformed(status: number, message: string): Route {
    return { arrived: request => errorAnswer(request, status, null, message), finished() {} };
  }

  failed(request: ServiceRequest, failure: WorkRefusal): void {
    errorAnswer(request, 503, failure, failure);
  }

  userOf(headers: Headers, path: string): number {
    return this.#requestUser.numberOf(headers, path);
  }

  store(): Store {
    return STORE;
  }

  untouched(): unknown {
    return RECORD;
  }

  now(): number {
    return this.#epochMs + this.#clock.now();
  }

  #readers(keys: readonly EntryKey[]): KeyReader[] {
    return keys.map(({ entry, by }) => {
      const space = this.entries.spaces.find(({ name }) => name === entry) as KeySpace;
      return keyReader(space, by);
    });
  }
}

function keySpaces({ entries }: ServiceDescription, users: number): KeySpaces {
  let first = users;
  return new KeySpaces(
    entries.map(({ name, keys, sizeBytes }) => {
      const count = keys === 'user' ? users : keys;
      const space = { name, first, count, sizeBytes };
      first += count;
      return space;
    }),
  );
}

function nameOf({ method, path }: RouteDescription): string {
  return `${method} ${path}`;
}

const NO_ROUTE: Route = {
  arrived: request => errorAnswer(request, 404, 'no-route', 'no such route'),
  finished() {},
};
