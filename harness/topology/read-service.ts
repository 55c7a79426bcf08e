import type { CostConfig, CostSpec } from '../../mock-service/model/cost-draws.ts';
import type {
  EntryKey,
  KeySource,
  RouteDescription,
  ServiceDescription,
  UserRule,
} from '../../mock-service/service/declared/description.ts';
import { entriesOf, goesPastCache, sourceOf } from './declared-keys.ts';
import type { WrittenRoute, WrittenService } from './service-schema.ts';

const NO_BODY = '{}';

/**
 * A declared service as the model uses it, of what has been checked.
 * @param cost the topology's
 * @param readBody the text of a file, by its path from the topology's folder
 */
export function toService(
  { user, entries, routes }: WrittenService,
  cost: CostConfig,
  readBody: (file: string) => string,
): ServiceDescription {
  return {
    user: toUserRule(user),
    entries: Object.entries(entries).map(([name, { count, size, popularity }]) => ({
      name,
      keys: count ?? 'user',
      sizeBytes: size ?? null,
      popularity,
    })),
    routes: Object.entries(routes).map(([name, route]) => toRoute(name, route, cost, readBody)),
  };
}

function toUserRule(written: WrittenService['user']): UserRule {
  for (const place of ['header', 'cookie', 'bearer', 'path', 'query'] as const) {
    const name = written[place];
    if (name !== undefined) return { in: place, name: place === 'header' ? name.toLowerCase() : name };
  }
  throw new Error('no rule'); // the schema lets exactly one through
}

function toRoute(
  name: string,
  route: WrittenRoute,
  cost: CostConfig,
  readBody: (file: string) => string,
): RouteDescription {
  const { reads, writes, by, together, background, answer } = route;
  const keys = (list: WrittenRoute['reads']): EntryKey[] =>
    entriesOf(list).map(entry => ({ entry, by: toSource(sourceOf(by, entry) ?? 'user') }));
  const [method, path] = name.split(' ') as [string, string];
  return {
    method,
    path,
    reads: keys(reads),
    together,
    readsUncached: goesPastCache(reads),
    writes: writes === undefined ? null : keys(writes),
    background,
    cost: toCost(route.cost, cost),
    answer: {
      status: answer.status,
      headers: Object.fromEntries(Object.entries(answer.headers).map(([key, value]) => [key.toLowerCase(), value])),
      body: answer.bodyFile === undefined ? (answer.body ?? NO_BODY) : readBody(answer.bodyFile),
      sizeBytes: answer.size,
    },
  };
}

/** `path.id` */
function toSource(written: string): KeySource {
  const dot = written.indexOf('.');
  if (dot < 0) return { in: 'user', name: '' };
  const place = written.slice(0, dot) as Exclude<KeySource['in'], 'user'>;
  const name = written.slice(dot + 1);
  return { in: place, name: place === 'header' ? name.toLowerCase() : name };
}

function toCost(written: WrittenRoute['cost'], topology: CostConfig): CostConfig | null {
  if (written === undefined) return null;
  const { hit, miss, write, ...all } = written;
  if (Object.keys(all).length > 0) return { hit: all as CostSpec, miss: all as CostSpec, write: all as CostSpec };
  return {
    hit: (hit as CostSpec | undefined) ?? topology.hit,
    miss: (miss as CostSpec | undefined) ?? topology.miss,
    write: (write as CostSpec | undefined) ?? topology.write,
  };
}
