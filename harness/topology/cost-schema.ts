import { z } from 'zod';
import { oneOf } from '../../mock-service/settings/alternatives.ts';
import { duration } from '../../mock-service/settings/fields.ts';

/** How a duration varies, as files write it. */

const kinds = {
  fixed: duration().optional().describe('Always this long.'),
  exponential: duration({ above: 0 }).optional().describe('Exponential with this mean.'),
  lognormal: z
    .strictObject({
      p50: duration({ above: 0 }).describe('The median.'),
      p99: duration({ above: 0 }).describe('The 99th percentile.'),
    })
    .superRefine(({ p50, p99 }, context) => {
      if (p99 >= p50) return;
      const params = { allowed: 'p99 must be at least p50' };
      context.addIssue({ code: 'custom', path: ['p99'], message: 'below p50', params });
    })
    .optional()
    .describe('Log-normal with this median and 99th percentile.'),
};
const KINDS = [{ all: ['fixed'] }, { all: ['exponential'] }, { all: ['lognormal'] }];
const EXAMPLES = '{ fixed: 3ms }, { exponential: 30ms } or { lognormal: { p50: 26ms, p99: 85ms } }';

export const distribution = oneOf(kinds, KINDS, {
  none: 'no distribution',
  several: 'more than one distribution',
  allowed: EXAMPLES,
});

const byLoad = {
  ...kinds,
  idle: distribution.optional().describe('While the instance’s cores are idle …'),
  busy: distribution.optional().describe('… and while they are all busy; in a straight line between.'),
};
const BY_LOAD = [...KINDS, { all: ['idle', 'busy'] }];
const OR_BY_LOAD = `${EXAMPLES}; by load { idle: { fixed: 1.5ms }, busy: { fixed: 0.8ms } }`;

/** A cost: a distribution, or two between which it goes with the load. */
export const costSpec = oneOf(byLoad, BY_LOAD, {
  none: 'no distribution',
  several: 'more than one distribution',
  allowed: OR_BY_LOAD,
});

/** A route's cost: one for whatever its requests come to, or one for each. */
export const routeCost = oneOf(
  {
    ...byLoad,
    hit: costSpec.optional().describe('CPU time of a request that the cache answers, or that needs no record.'),
    miss: costSpec.optional().describe('CPU time of each of its reads that went to the store.'),
    write: costSpec.optional().describe('CPU time of its write.'),
  },
  [...BY_LOAD, { some: ['hit', 'miss', 'write'] }],
  {
    none: 'no cost',
    several: 'more than one cost',
    allowed: `${OR_BY_LOAD}; or { hit: …, miss: …, write: … }`,
  },
);
