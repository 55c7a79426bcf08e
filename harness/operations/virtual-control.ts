import type { Exchange, Host } from '../transport/exchange.ts';
import type { VirtualNetwork } from '../transport/virtual-network.ts';
import { answerControl } from './control-routes.ts';
import type { Operations } from './operations.ts';

const JSON_HEADERS = { 'content-type': 'application/json' } as const;

/** The control server on the virtual network. */
export class VirtualControl implements Host {
  readonly #network: VirtualNetwork;
  readonly #operations: Operations;
  readonly #token: string;

  constructor(network: VirtualNetwork, operations: Operations, token: string) {
    this.#network = network;
    this.#operations = operations;
    this.#token = token;
  }

  handle(exchange: Exchange): void {
    const { method, path, body } = exchange;
    const authorization = Object.entries(exchange.headers).find(
      ([name]) => name.toLowerCase() === 'authorization',
    )?.[1];
    const text = body === null ? '' : typeof body === 'string' ? body : new TextDecoder().decode(body);
    const reply = answerControl(this.#operations, this.#token, { method, path, authorization, body: text });
    const json = JSON.stringify(reply.value);
    this.#network.reply(exchange, reply.status, null, JSON_HEADERS, { text: () => json });
  }

  abandoned(): void {}
}
