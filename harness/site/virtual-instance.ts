import type { Instance } from '../../mock-service/model/instance.ts';
import type { RequestClasses } from '../../mock-service/model/request-classes.ts';
import type { AnswerBody, AnswerHeaders, Service, ServiceReason } from '../../mock-service/service/service.ts';
import { ServiceCall } from '../../mock-service/service/service-call.ts';
import { type Exchange, type Host, NO_HEADERS } from '../transport/exchange.ts';
import type { VirtualNetwork } from '../transport/virtual-network.ts';

/** A request at an instance on the virtual network. */
class VirtualServiceCall extends ServiceCall {
  readonly #host: VirtualInstance;
  exchange: Exchange | null = null;

  constructor(host: VirtualInstance, service: Service, instance: Instance) {
    super(service, instance);
    this.#host = host;
  }

  answer(status: number, reason: ServiceReason | null, headers: AnswerHeaders, body: AnswerBody | null): void {
    this.#host.network.reply(this.#over(), status, reason, headers, body);
  }

  protected breakOff(failure: 'reset' | 'refused'): void {
    this.#host.network.fail(this.#over(), failure);
  }

  protected discard(): void {
    this.#host.spare.push(this);
  }

  #over(): Exchange {
    const exchange = this.exchange as Exchange;
    this.exchange = null;
    exchange.handling = null;
    this.#host.spare.push(this);
    return exchange;
  }
}

/** One instance of a pool on the virtual network. */
export class VirtualInstance implements Host {
  readonly network: VirtualNetwork;
  readonly spare: VirtualServiceCall[] = [];
  readonly #service: Service;
  readonly #instance: Instance;
  readonly #origin: string;
  readonly #classes: RequestClasses | null;

  /** @param origin by which callers know the service: the proxy's. @param classes of requests; null: they have none */
  constructor(
    network: VirtualNetwork,
    service: Service,
    instance: Instance,
    origin: string,
    classes: RequestClasses | null,
  ) {
    this.#classes = classes;
    this.network = network;
    this.#service = service;
    this.#instance = instance;
    this.#origin = origin;
  }

  handle(exchange: Exchange): void {
    const call = this.spare.pop() ?? new VirtualServiceCall(this, this.#service, this.#instance);
    call.exchange = exchange;
    exchange.handling = call;
    if (this.#classes !== null) call.rank = this.#classes.of(exchange.method, exchange.path, exchange.headers);
    call.arrived(
      exchange.method,
      exchange.path,
      exchange.headers ?? NO_HEADERS,
      exchange.body,
      this.#origin,
      exchange.user,
    );
  }

  abandoned(exchange: Exchange): void {
    const call = exchange.handling as VirtualServiceCall;
    call.left = true;
    // The caller may use its exchange again while the instance works on.
    call.exchange = null;
    exchange.handling = null;
  }
}
