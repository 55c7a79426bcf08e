import { expect, test } from 'vitest';
import { DirectoryModel } from '../../mock-service/model/directory.ts';
import { Pool } from '../../mock-service/model/pool.ts';
import { serviceOf } from '../../mock-service/service/service-of.ts';
import { checkCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import { checkTopology } from '../topology/parse-topology.ts';
import { poolModelConfig, serviceConfig } from './model-config.ts';
import { byRate, warmUp } from './warm-up.ts';

const POOL = { instances: 2, cores: 1, memory: '1GiB' };

/** The keys in the caches of a warm pool of two instances, by kind and instance. */
function warm(entries: object, settings: object, users = 100): Record<string, number[][]> {
  const routes = Object.fromEntries(Object.keys(entries).map(name => [`GET /${name}`, { reads: name, by: 'user' }]));
  const topology = checkTopology({
    ...{ name: 'shop', users, peak: 10, pools: { primary: POOL, alternate: POOL } },
    service: { entries, routes },
  });
  const clock = new VirtualClock();
  const service = serviceOf(serviceConfig(topology, 0, 1), clock, 'test', () => ({ text: () => '' }));
  const directory = new DirectoryModel(clock, topology.directory, service.store(), 1);
  const named = checkCacheSettings({ ttl: 'none', ...settings });
  const pool = new Pool(poolModelConfig(topology, service, 'primary'), clock, directory, named, 1);
  warmUp(pool, service, 1);
  const spaces = service.entries?.spaces ?? [];
  return Object.fromEntries(
    spaces.map(({ name, first, count }) => [
      name,
      pool.instances.map(({ tier }) =>
        Array.from({ length: count }, (_, i) => i).filter(i => tier.cache.lookup(first + i, 0) === 'hit'),
      ),
    ]),
  );
}

test('what is a user’s is where that user goes, what is nobody’s is everywhere', () => {
  const { cart, product } = warm({ cart: { per: 'user' }, product: { count: 7 } }, { capacity: 1000 });
  expect(product).toEqual([[...Array(7).keys()], [...Array(7).keys()]]);
  const [first, second] = cart as [number[], number[]];
  expect([...first, ...second].sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
  expect(Math.min(first.length, second.length)).toBeGreaterThan(30);
});

test('where not all fits, those are there that are asked for most often', () => {
  const { cart, product } = warm(
    { cart: { per: 'user', size: '1KiB' }, product: { count: 1000, size: '1KiB', popularity: { zipf: 1 } } },
    { capacity: '60KiB' },
  );
  // Of 1000 products under Zipf's law the first 6 come more often to an instance than any one of its 50 users.
  for (const keys of product ?? []) expect(keys.slice(0, 6)).toEqual([0, 1, 2, 3, 4, 5]);
  expect((cart ?? []).every(keys => keys.length > 30)).toBe(true);
  expect((product ?? []).every(keys => keys.length < 30)).toBe(true);
});

test('kinds that are alike have the same share of their keys', () => {
  const kind = { ofUsers: true, popularity: 'uniform' } as const;
  const kinds = [
    { ...kind, first: 0, count: 4 },
    { ...kind, first: 4, count: 4 },
    { ...kind, first: 8, count: 2 },
  ];
  const order = [...byRate(kinds, 1)].map(({ kind: { first }, i }) => first + i);
  expect(order).toEqual([8, 9, 0, 4, 1, 5, 2, 6, 3, 7]);
});
