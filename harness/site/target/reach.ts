import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';
import type { Problem } from '../../../mock-service/settings/input-errors.ts';
import { isLoopback, isThisMachine, reachOf } from '../../transport/allowed-hosts.ts';
import type { Target } from './target.ts';

/** Of every host that a drill of the target would send to: why it may not. Known before anything is sent; connections are judged again. */
export async function unreachable(target: Target, allowed: readonly string[]): Promise<Problem[]> {
  const places: [path: string, url: string][] = [['url', target.url]];
  if (target.metrics !== null) places.push(['metrics.prometheus.url', target.metrics.url]);
  const operations = { ...target.operations, ...(target.inForce === null ? {} : { inForce: target.inForce }) };
  for (const [name, operation] of Object.entries(operations)) {
    if (operation?.how.kind === 'http') places.push([`operations.${name}.http`, operation.how.url]);
  }
  const problems = places.map(async ([path, url]): Promise<Problem[]> => {
    const why = await whyNot(url, allowed);
    return why === null ? [] : [{ file: target.file, line: null, column: null, path, message: why }];
  });
  return (await Promise.all(problems)).flat();
}

/** Why nothing may be sent to an address; null: it may. */
export async function whyNot(url: string, allowed: readonly string[]): Promise<string | null> {
  const hostname = URL.parse(url)?.hostname;
  if (hostname === undefined || hostname === '') return `no address (got ${url})`;
  const name = hostname.replace(/^\[|\]$/g, '');
  const allow = `${name} is not on this machine; allow it with --allow-host ${name}`;
  switch (reachOf(hostname, allowed)) {
    case 'anywhere':
      return null;
    case 'nowhere':
      return allow;
    case 'loopback': {
      if (isThisMachine(hostname) || isIP(name) !== 0) return null;
      const found = await dns.lookup(name, { all: true }).catch(() => []);
      return found.length > 0 && found.every(({ address }) => isLoopback(address)) ? null : allow;
    }
  }
}
