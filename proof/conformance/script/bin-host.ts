import type { Exchange, Host } from '../../../harness/transport/exchange.ts';
import type { VirtualNetwork } from '../../../harness/transport/virtual-network.ts';
import { timer } from '../../../mock-service/time/clock.ts';
import type { VirtualClock } from '../../../mock-service/time/virtual-clock.ts';
import { Bin } from './bin.ts';

/** Where `Bin` is on the virtual network; by https too. */
const BIN_ORIGINS = ['http://bin.test', 'https://bin.test'];

/** `Bin` on the virtual network. */
export class BinHost implements Host {
  /** `GET /get`, in the order of arrival. */
  readonly arrived: string[] = [];
  #bin: Bin;
  #clock: VirtualClock;
  #network: VirtualNetwork;
  #remembers: boolean;

  /** @param remembers whether it lists what arrives */
  constructor(clock: VirtualClock, network: VirtualNetwork, remembers = true, bin = new Bin()) {
    this.#bin = bin;
    this.#remembers = remembers;
    this.#clock = clock;
    this.#network = network;
    for (const origin of BIN_ORIGINS) network.serve(origin, this);
  }

  handle(exchange: Exchange, now: number): void {
    const { method, origin, path, body } = exchange;
    if (this.#remembers) this.arrived.push(`${method} ${path}`);
    const headers = Object.fromEntries(
      Object.entries(exchange.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const ending = this.#bin.answer({ method, origin, path, headers, body });
    if (ending === 'silence') return;
    if (ending === 'reset') this.#network.fail(exchange, 'reset');
    else if (ending.afterMs === 0) this.#reply(exchange, ending);
    else
      this.#clock.schedule(
        timer(() => this.#reply(exchange, ending)),
        now + ending.afterMs,
      );
  }

  abandoned(): void {}

  #reply(exchange: Exchange, { status, headers, body }: Exclude<ReturnType<Bin['answer']>, string>): void {
    const content = typeof body === 'string' ? { text: () => body, byteLength: body.length } : body;
    this.#network.reply(exchange, status, null, headers, content);
  }
}
