import {
  Exchange,
  type Headers,
  type Host,
  NO_HEADERS,
  type Reason,
  type TransportFailure,
} from '../transport/exchange.ts';
import type { VirtualNetwork } from '../transport/virtual-network.ts';
import { Call } from './call.ts';
import type { Forwarder } from './forwarder.ts';
import { ownAnswer } from './own-answer.ts';
import type { RoutedInstance } from './routed-instance.ts';

/** The proxy's own request to an instance. */
class Upstream extends Exchange {
  readonly call: VirtualCall;

  constructor(call: VirtualCall) {
    super();
    this.call = call;
  }

  ended(now: number): void {
    this.call.upstreamEnded(now);
  }
}

/** A request in the virtual proxy: one exchange with the caller, one at a time with an instance. */
class VirtualCall extends Call {
  readonly #proxy: VirtualProxy;
  readonly #network: VirtualNetwork;
  readonly #upstream = new Upstream(this);
  downstream: Exchange | null = null;

  constructor(proxy: VirtualProxy, network: VirtualNetwork, forwarder: Forwarder) {
    super(forwarder);
    this.#proxy = proxy;
    this.#network = network;
  }

  get path(): string {
    return (this.downstream as Exchange).path;
  }

  get headers(): Headers {
    return (this.downstream as Exchange).headers;
  }

  send(instance: RoutedInstance): void {
    const downstream = this.downstream as Exchange;
    const upstream = this.#upstream;
    upstream.reset();
    upstream.origin = instance.origin;
    upstream.method = downstream.method;
    upstream.path = downstream.path;
    upstream.headers = downstream.headers;
    upstream.body = downstream.body;
    upstream.user = this.user;
    this.#network.send(upstream);
  }

  abort(): void {
    this.#network.abort(this.#upstream);
  }

  refuse(status: number, reason: Reason, retryAfterS: number | null): void {
    const { headers, body } = ownAnswer(status, reason, retryAfterS);
    this.#network.reply(this.downstream as Exchange, status, reason, headers, body);
    this.#proxy.release(this);
  }

  breakOff(failure: TransportFailure): void {
    this.#network.fail(this.downstream as Exchange, failure);
    this.#proxy.release(this);
  }

  upstreamEnded(now: number): void {
    const { status, failure, reason, replyHeaders, replyBody } = this.#upstream;
    if (failure !== null) this.forwarder.failed(this, failure, now);
    else if (this.forwarder.answered(this, status, reason, now)) {
      this.forwarder.finished(this, true);
      this.#network.reply(this.downstream as Exchange, status, reason, replyHeaders, replyBody);
      this.#proxy.release(this);
    }
  }

  /** Lets go of what belongs to the request. */
  clear(): void {
    this.downstream = null;
    this.#upstream.headers = NO_HEADERS;
    this.#upstream.body = null;
    this.#upstream.replyHeaders = NO_HEADERS;
    this.#upstream.replyBody = null;
  }
}

/** The proxy on the virtual network: a host towards its callers, a caller towards the instances. */
export class VirtualProxy implements Host {
  readonly #forwarder: Forwarder;
  readonly #network: VirtualNetwork;
  readonly #userOf: (exchange: Exchange) => number;
  readonly #spare: VirtualCall[] = [];

  /** @param userOf the number of the user whose request it is; asked only if the exchange does not carry it already. */
  constructor(forwarder: Forwarder, network: VirtualNetwork, userOf: (exchange: Exchange) => number) {
    this.#forwarder = forwarder;
    this.#network = network;
    this.#userOf = userOf;
  }

  handle(exchange: Exchange, now: number): void {
    const call = this.#spare.pop() ?? new VirtualCall(this, this.#network, this.#forwarder);
    if (exchange.user < 0) exchange.user = this.#userOf(exchange);
    exchange.handling = call;
    call.downstream = exchange;
    call.user = exchange.user;
    call.method = exchange.method;
    this.#forwarder.arrived(call, now);
  }

  abandoned(exchange: Exchange): void {
    const call = exchange.handling as VirtualCall;
    this.#forwarder.left(call);
    this.release(call);
  }

  /** Called by a call that is over. */
  release(call: VirtualCall): void {
    if (call.downstream !== null) call.downstream.handling = null;
    call.clear();
    this.#spare.push(call);
  }
}
