import type { Store } from '../../model/directory.ts';
import type { WorkRefusal } from '../../model/work.ts';
import type { Clock } from '../../time/clock.ts';
import { hashText, mix } from '../../time/random.ts';
import { HEALTH_CHECK } from '../health-check.ts';
import type {
  AnswerBody,
  Headers,
  Params,
  Route,
  RouteLine,
  Service,
  ServiceConfig,
  ServiceRequest,
  WarmKeys,
} from '../service.ts';
import { Content } from './content.ts';
import { GraphError } from './graph-error.ts';
import { GraphIds, GraphRoute } from './graph-route.ts';
import { RequestIds } from './keyed-ids.ts';
import { PageRoute } from './page.ts';
import { RequestUser } from './request-user.ts';
import { Router } from './router.ts';
import { ROUTES } from './routes.ts';
import { untouchedRecord } from './user-record.ts';
import { UserStore } from './user-store.ts';

const REFUSALS: Readonly<Record<WorkRefusal, string>> = {
  'queue-full': 'The instance has too many requests waiting.',
  directory: 'The directory does not answer.',
  shed: 'The service is busy with what is more important.',
  'no-connection': 'No connection to the directory is free.',
  'cache-tier': 'The cache does not answer.',
};

/** My Sign-Ins and the security information of Microsoft Graph's users: one record a user, which holds all that is known of them. */
export class MySignIns implements Service {
  readonly entries = null;
  readonly costs = [];
  readonly warm: readonly WarmKeys[];
  readonly content: Content;
  readonly requestIds: RequestIds;
  readonly routes: readonly RouteLine[];
  readonly #router: Router;
  readonly #requestUser: RequestUser;
  readonly #clock: Clock;

  /** As `serviceOf`. */
  constructor(config: ServiceConfig, clock: Clock, name: string, asset: (path: string) => AnswerBody) {
    this.content = new Content(config);
    this.warm = [{ first: 0, count: config.users, ofUsers: true, popularity: 'uniform' }];
    this.requestIds = new RequestIds(mix(config.seed, hashText(name)));
    this.#requestUser = new RequestUser(this.content.users);
    this.#clock = clock;
    const graphRoutes = new Map(ROUTES.map(({ operation }) => [operation, new GraphRoute(this, operation)]));
    this.routes = [
      HEALTH_CHECK,
      { method: 'GET', path: '/', route: new PageRoute(asset('my-sign-ins/my-sign-ins.html')) },
      ...ROUTES.map(({ method, path, operation }) => ({
        method,
        path,
        route: graphRoutes.get(operation) as GraphRoute,
      })),
    ];
    this.#router = new Router(this.routes);
  }

  get params(): Params {
    return this.#router.params;
  }

  began(request: ServiceRequest): void {
    const ids = (request.state ??= new GraphIds()) as GraphIds;
    ids.request = this.requestIds.next();
    const client = request.headers['client-request-id'];
    ids.client = typeof client === 'string' ? client : ids.request;
  }

  find(method: string, path: string): Route {
    return this.#router.find(method, path) ?? new GraphRoute(this, this.#router.notFound(method, path), 'no-route');
  }

  malformed(status: number, message: string): Route {
    const code = status === 413 ? 'requestEntityTooLarge' : 'invalidRequest';
    return new GraphRoute(this, new GraphError(code, message));
  }

  failed(request: ServiceRequest, failure: WorkRefusal): void {
    GraphRoute.answer(this, request, new GraphError('serviceNotAvailable', REFUSALS[failure]), failure);
  }

  userOf(headers: Headers, path: string): number {
    return this.#requestUser.of(headers, path);
  }

  store(): Store {
    return new UserStore(this.content);
  }

  untouched(user: number): unknown {
    return untouchedRecord(user);
  }

  now(): number {
    return this.content.epochMs + this.#clock.now();
  }
}
