import type { Metric, Metrics } from '../../../measure/metrics.ts';
import type { TagSet } from '../../../measure/tags.ts';
import type { HttpCall } from './http-call.ts';

/** k6's metrics of a request. Each redirect hop is a request. */
export class RequestMetrics {
  readonly #requests: Metric;
  readonly #failed: Metric;
  readonly #duration: Metric;
  readonly #blocked: Metric;
  readonly #connecting: Metric;
  readonly #tlsHandshaking: Metric;
  readonly #sending: Metric;
  readonly #waiting: Metric;
  readonly #receiving: Metric;
  readonly #dataSent: Metric;
  readonly #dataReceived: Metric;

  constructor(metrics: Metrics) {
    this.#requests = metrics.define('http_reqs', 'counter');
    this.#failed = metrics.define('http_req_failed', 'rate');
    this.#duration = metrics.define('http_req_duration', 'trend', 'time');
    this.#blocked = metrics.define('http_req_blocked', 'trend', 'time');
    this.#connecting = metrics.define('http_req_connecting', 'trend', 'time');
    this.#tlsHandshaking = metrics.define('http_req_tls_handshaking', 'trend', 'time');
    this.#sending = metrics.define('http_req_sending', 'trend', 'time');
    this.#waiting = metrics.define('http_req_waiting', 'trend', 'time');
    this.#receiving = metrics.define('http_req_receiving', 'trend', 'time');
    this.#dataSent = metrics.define('data_sent', 'counter', 'data');
    this.#dataReceived = metrics.define('data_received', 'counter', 'data');
  }

  /**
   * Records a request that has ended. The time in which the request was written is not told apart from the wait for the answer,
   * nor the TLS handshake from connecting: these trends get zeros.
   * @param judged whether it counts for `http_req_failed`. @param receivedBytes size of the answer.
   */
  record(call: HttpCall, tags: TagSet, judged: boolean, receivedBytes: number): void {
    this.#requests.add(1, tags);
    this.#duration.add(call.waitingMs + call.receivingMs, tags);
    this.#blocked.add(call.blockedMs, tags);
    this.#connecting.add(call.connectingMs, tags);
    this.#tlsHandshaking.add(0, tags);
    this.#sending.add(0, tags);
    this.#waiting.add(call.waitingMs, tags);
    this.#receiving.add(call.receivingMs, tags);
    if (judged) this.#failed.add(call.expected ? 0 : 1, tags);
    // As in k6, bytes are of the connection and carry only the VU's own tags.
    this.#dataSent.add(call.sentBytes, call.vuTags);
    if (receivedBytes > 0) this.#dataReceived.add(receivedBytes, call.vuTags);
  }
}
