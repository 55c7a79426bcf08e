import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether an address is this machine's own. IPv4 may be written as IPv6 has it: `::ffff:127.0.0.1`. */
export function isLoopback(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && LOOPBACK.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** Where requests to a host may go: wherever it leads, to this machine only, or nowhere. */
export type Reach = 'anywhere' | 'loopback' | 'nowhere';

/**
 * Headroom generates load, so it sends only to this machine unless the user names a host with `--allow-host`. A name that nobody has
 * allowed may be called anything, `x.localhost` too: it is judged by the addresses that it leads to, when they are known.
 * @param hostname of a URL, which writes it in one way only; @param allowed by `allowedHost`.
 */
export function reachOf(hostname: string, allowed: readonly string[]): Reach {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isThisMachine(hostname)) return 'loopback';
  if (allowed.includes(hostname.toLowerCase())) return 'anywhere';
  return isIP(host) === 0 ? 'loopback' : 'nowhere';
}

/** Whether it is known without asking anybody that a host is this machine. */
export function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || isLoopback(hostname.replace(/^\[|\]$/g, ''));
}

/**
 * Reads what `--allow-host` names: one host, without scheme, port or path.
 * @returns it as URLs write it. @throws RangeError for what no URL's host can ever be, with what was probably meant.
 */
export function allowedHost(text: string): string {
  const written = text.trim();
  const bare = isIP(written) === 6 ? `[${written}]` : written;
  const host = URL.parse(`http://${bare}/`)?.hostname ?? '';
  if (host !== '' && !/[/?#@*\\]|:\d*$/.test(bare.replace(/^\[.*\]$/, ''))) return host;
  const meant = URL.parse(written.includes('://') ? written : `http://${written}`)?.hostname ?? '';
  const hint = meant === '' || meant.includes('*') ? '' : `: ${meant}`;
  throw new RangeError(
    written.includes('*')
      ? `${text} names no host: there are no patterns; name each host`
      : `${text === '' ? 'nothing' : text} names no host: it takes a name or an address, without scheme, port and path${hint}`,
  );
}
