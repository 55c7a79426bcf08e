import type { VirtualNetwork } from '../../harness/transport/virtual-network.ts';
import type { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import { Bin, type BinEnding, type BinRequest } from '../conformance/script/bin.ts';
import { BinHost } from '../conformance/script/bin-host.ts';

/** What an answer takes on the Internet. */
const LATENCY_MS = 40;

/** Answers whatever a public script asks of whichever host: as httpbin would, and elsewhere with what it was sent. */
class AnyBin extends Bin {
  override answer(request: BinRequest): BinEnding {
    const first = super.answer(request);
    const isUnknown = typeof first !== 'string' && first.status === 404 && !request.path.startsWith('/status/');
    const ending = isUnknown ? super.answer({ ...request, path: `/anything${request.path}` }) : first;
    return typeof ending === 'string' ? ending : { ...ending, afterMs: ending.afterMs + LATENCY_MS };
  }
}

/** Puts it on the network for every origin that some text names. */
export function serveOrigins(text: string, clock: VirtualClock, network: VirtualNetwork): void {
  const host = new BinHost(clock, network, false, new AnyBin());
  for (const [url] of text.matchAll(/https?:\/\/[^\s'"`<>\\${}]+/g)) {
    const origin = URL.parse(url.replace(/^(https?:\/\/)[^/@]*@/, '$1'))?.origin;
    if (origin !== undefined) network.serve(origin, host);
  }
}
