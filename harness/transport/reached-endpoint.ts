import { type Endpoint, endpointOf } from '../http1/socket.ts';
import { isLoopback, reachOf } from './allowed-hosts.ts';

/**
 * Where a live drill finds an origin.
 * @param allowedHosts by `--allow-host`
 * @returns null: nothing is sent there
 */
export function reachedEndpoint(
  url: string,
  allowedHosts: readonly string[],
  connectTimeoutMs: number,
): Endpoint | null {
  const reach = reachOf(new URL(url).hostname, allowedHosts);
  if (reach === 'nowhere') return null;
  return endpointOf(url, {
    // A certificate of this machine's own service is self-signed, and nobody is in between.
    anyCertificate: reach === 'loopback',
    mayReach: reach === 'loopback' ? isLoopback : null,
    connectTimeoutMs,
    keepAliveMs: Number.POSITIVE_INFINITY,
    // Whoever sends has a time limit for the whole answer.
    stallMs: Number.POSITIVE_INFINITY,
  });
}
