import { z } from 'zod';
import { share } from '../../../mock-service/settings/fields.ts';
import { printShare } from '../../../mock-service/settings/units.ts';
import { operationEntry } from './operation-entry.ts';
import { choice, poolOrTierField, type RequestField } from './request-field.ts';
import { CACHE_TIER } from './site.ts';

/** Of the cache tier's nodes. */
const nodesField: RequestField<number | undefined> = {
  label: 'how much',
  schema: () => share({ above: 0, max: 1 }).optional(),
  choices: () => [choice('all nodes', '100%'), choice('half of the nodes', '50%'), choice('a quarter', '25%')],
};

export const flush = operationEntry({
  name: 'flush',
  does: "Empties the caches of a pool, or those of the cache tier's nodes or a share of them.",
  fields: { pool: poolOrTierField('of'), share: nodesField },
  *conflicts({ pool, share: part }) {
    if (pool === CACHE_TIER || part === undefined) return;
    yield { path: ['share'], wrong: "a pool's caches are emptied together", allowed: `share of ${CACHE_TIER} alone` };
  },
  order: ({ pool, share: part = 1 }) => ({ pool, share: part }),
  perform({ pool, share: part }, { site, begun }) {
    begun(pool === CACHE_TIER ? { pool, share: part } : { pool });
    if (pool === CACHE_TIER) site.tier({ kind: 'flush', share: part });
    else site.pool(pool, { kind: 'flush' });
  },
  told: ({ pool }) => ({ pool }),
  event: {
    facts: { pool: z.string(), share: z.number().optional().describe("Of the cache tier's nodes.") },
    target: ({ pool }) => pool,
    // What it empties fills again by itself: recovery counts from here.
    trigger: 'momentary',
    sentence: ({ share: part = 1 }) =>
      part === 1 ? 'its caches are empty' : `${printShare(part)} of its nodes are empty`,
  },
  forms: ({ cacheTier }) => [
    { button: 'Flush caches', fields: ['pool'] },
    ...(cacheTier ? [{ button: 'Flush nodes', fields: ['share'] as const, body: { pool: CACHE_TIER } }] : []),
  ],
});
