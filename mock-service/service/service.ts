import type { NamedCosts } from '../model/cost-draws.ts';
import type { Store } from '../model/directory.ts';
import type { KeySpaces } from '../model/key-spaces.ts';
import type { Work, WorkRefusal } from '../model/work.ts';
import type { ServiceDescription } from './declared/description.ts';

/** What a service's instances, its directory and the proxy of a drill must agree on. */
export interface ServiceConfig {
  /** Distinct users in the directory. */
  readonly users: number;
  /** The topology's name. */
  readonly region: string;
  /** The Clock's zero as Unix time, ms. */
  readonly epochMs: number;
  readonly seed: number;
  /** The service, where the topology says what it does; else it is My Sign-Ins. */
  readonly declared?: ServiceDescription;
}

/** Header names as the sender wrote them; values are text. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The parts of a path that a route names, by their names in the route. */
export type Params = Readonly<Record<string, string | undefined>>;

/** The headers of an answer. */
export type AnswerHeaders = Readonly<Record<string, string>>;

/** The text of an answer, made for who reads it. */
export interface AnswerBody {
  text(): string;
  /** Its size, where that is known without making the text. */
  readonly byteLength?: number;
}

/** Why a service itself answers 5xx or 429, or 404 where it has no route (model §4). */
export type ServiceReason = WorkRefusal | 'rate-limit' | 'no-route';

/** A request at an instance, as the route that answers it sees it. It asks for one thing at a time. */
export interface ServiceRequest {
  /** The work that it asked for last. */
  readonly kind: Work['kind'];
  readonly command: unknown;
  /** What that shall be about and cost, as of `Work`; the user's number, alone, at the topology's costs, unless a route says otherwise. */
  key: number;
  more: readonly number[];
  together: boolean;
  costs: number;
  /** Whose request it is. */
  readonly user: number;
  /** Path and query. */
  readonly path: string;
  readonly params: Params;
  readonly headers: Headers;
  /** As text; '' where there is none. */
  readonly body: string;
  /** Scheme, host and port by which the caller knows the service: the beginning of the links that it is given. */
  readonly origin: string;
  /** What the service keeps of a request until it is answered. Its own to fill, in `began`; null in a new object. */
  state: unknown;
  /** Asks the instance for work: `Route.finished` or `Service.failed` follows, possibly before this returns. */
  work(kind: Work['kind'], command: unknown): void;
  /** The same, but nobody waits for it and nothing follows. Before the answer. */
  aside(kind: Work['kind'], command: unknown): void;
  /** Answers the caller. `body` is null where there is none. */
  answer(status: number, reason: ServiceReason | null, headers: AnswerHeaders, body: AnswerBody | null): void;
}

/** What a service does with the requests of one kind. Routes hold no request's state. */
export interface Route {
  /** A request has come: answers it, or asks for work. */
  arrived(request: ServiceRequest): void;
  /** The work that it asked for is done: answers, or asks for more. @param result as of `Work.finished` */
  finished(request: ServiceRequest, result: unknown): void;
}

/** One line of the table that serves both clocks: Fastify registers it live, `Service.find` matches it in virtual drills. */
export interface RouteLine {
  readonly method: string;
  /** `/v1.0/users/:user`; also the route's name in metrics. */
  readonly path: string;
  readonly route: Route;
}

/** Keys of one kind, which a warm cache starts with. */
export interface WarmKeys {
  readonly first: number;
  readonly count: number;
  /** One a user, where that user's requests go; else each instance has them. */
  readonly ofUsers: boolean;
  /** How often each is asked for; under Zipf's law the first most often. */
  readonly popularity: 'uniform' | { readonly zipf: number };
}

/**
 * What the instances of one process share to answer requests: what requests and records mean. The only thing that model, proxy and
 * site know of a service; it holds no user's state.
 */
export interface Service {
  /** What the cache holds, where it is of several kinds; null: an entry for each user, under the user's number. */
  readonly entries: KeySpaces | null;
  /** Costs 1, 2 … of requests that do not have the topology's. */
  readonly costs: readonly NamedCosts[];
  readonly warm: readonly WarmKeys[];
  readonly routes: readonly RouteLine[];
  /** A request has come, before its route sees it. Request objects are used again: `state` may be of the one before. */
  began(request: ServiceRequest): void;
  /** The route of a request; where there is none, one that says so. @param path path and query */
  find(method: string, path: string): Route;
  /** The parameters of the path that was found last. */
  readonly params: Params;
  /** A route that answers 4xx to what is no request at all. @param status of the HTTP server's error */
  malformed(status: number, message: string): Route;
  /** Answers that the work was not done. */
  failed(request: ServiceRequest, failure: WorkRefusal): void;
  /** Whose request it is, as a number: the proxy sends a user's requests to one instance by it. @param path path and query */
  userOf(headers: Headers, path: string): number;
  /** The store of record behind the directory, as it is at the start. */
  store(): Store;
  /** What the store holds under a key to which nothing has happened: what a warm cache starts with. */
  untouched(key: number): unknown;
  /** Unix time, ms. */
  now(): number;
}
