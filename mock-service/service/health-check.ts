import type { AnswerBody, AnswerHeaders, Route, RouteLine, ServiceRequest } from './service.ts';

const HEADERS: AnswerHeaders = Object.freeze({
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
});
const HEALTHY: AnswerBody = Object.freeze({ text: () => 'ok\n' });

/** Needs nobody's record. A deep check costs a hit and queues; a shallow one is answered without the queue (model §4). */
class HealthCheck implements Route {
  arrived(request: ServiceRequest): void {
    if (request.path.includes('depth=deep')) request.work('plain', null);
    else this.finished(request);
  }

  finished(request: ServiceRequest): void {
    request.answer(200, null, HEADERS, HEALTHY);
  }
}

/** The health check that every service has. */
export const HEALTH_CHECK: RouteLine = { method: 'GET', path: '/healthz', route: new HealthCheck() };
