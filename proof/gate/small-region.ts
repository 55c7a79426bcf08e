/** A twentieth of the region of `scenarios/topologies/eu.yaml`, whose drills take some ten milliseconds. */
export const REGION = [
  'peak=50',
  'users=1000',
  'pools.primary.instances=1',
  'pools.alternate.instances=1',
  'pools.primary.cores=1.5',
] as const;

/** That, with caches whose entries expire within the default drill. */
export const SMALL = { scenario: 'eu-peak-failover', set: [...REGION, 'ttl=4s', 'capacity=200'] } as const;

/** With room to spare, where every second drill fails, and where all do. */
export const REGIMES = {
  'far from the edge': ['pools.alternate.cores=1.2'],
  'at the edge': ['pools.alternate.cores=0.4'],
  failing: ['pools.alternate.cores=0.3'],
} as const;
