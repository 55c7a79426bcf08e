import { z } from 'zod';
import { printShare } from '../../../mock-service/settings/units.ts';
import { operationEntry } from './operation-entry.ts';
import { CACHE_TIER, instancesField, poolOrTierField } from './request-field.ts';

const pool = z.string();

export const restart = operationEntry({
  name: 'restart',
  does: "Restarts a pool's instances or the cache tier's nodes, or a share of them; they start cold.",
  fields: { pool: poolOrTierField('pool'), share: instancesField('how much') },
  order: written => written,
  perform({ pool: name, share }, { site, begun, ends }) {
    begun({ pool: name, share });
    if (name === CACHE_TIER) site.tier({ kind: 'restart', share });
    else site.pool(name, { kind: 'restart', share });
    const restarted = name === CACHE_TIER ? site.cacheTier : site.pools.find(each => each.name === name);
    ends(restarted?.restartAfterMs ?? 0, { pool: name }, () => {});
  },
  told: order => ({ pool: order.pool, share: String(order.share) }),
  event: {
    facts: { pool, share: z.number().describe('Of the instances.') },
    target: facts => facts.pool,
    trigger: 'begins',
    phase: () => 'restarting',
    sentence: ({ pool: name, share }) => {
      const what = name === CACHE_TIER ? 'nodes' : 'instances';
      return share === 1 ? `all ${what}` : `${printShare(share)} of the ${what}`;
    },
  },
  completion: {
    facts: { pool },
    target: facts => facts.pool,
    trigger: 'ends',
    phase: () => null,
    sentence: () => 'back to normal',
  },
  forms: () => [{ button: 'Restart' }],
});
