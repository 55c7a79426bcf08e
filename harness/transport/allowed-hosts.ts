import { BlockList } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Headroom generates load, so it sends only to this machine unless the user names a host with `--allow-host`. Decided on the
 * name as written: `localhost`, a loopback address, or one of `allowed`.
 */
export function isAllowedHost(hostname: string, allowed: readonly string[]): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (bare === 'localhost' || bare.endsWith('.localhost')) return true;
  if (/^[\d.]+$/.test(bare) && LOOPBACK.check(bare, 'ipv4')) return true;
  if (bare.includes(':') && LOOPBACK.check(bare, 'ipv6')) return true;
  return allowed.some(host => host.toLowerCase() === bare);
}
