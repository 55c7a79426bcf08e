import { z } from 'zod';
import { printShare } from '../../../mock-service/settings/units.ts';
import { operationEntry } from './operation-entry.ts';
import { instancesField, poolField } from './request-field.ts';

const pool = z.string();

export const restart = operationEntry({
  name: 'restart',
  does: "Restarts a pool's instances, or a share of them; they start cold.",
  fields: { pool: poolField('pool'), share: instancesField('how much') },
  order: written => written,
  perform({ pool: name, share }, { site, begun, ends }) {
    begun({ pool: name, share });
    site.pool(name, { kind: 'restart', share });
    const restartAfterMs = site.pools.find(each => each.name === name)?.restartAfterMs ?? 0;
    ends(restartAfterMs, { pool: name }, () => {});
  },
  told: order => ({ pool: order.pool, share: String(order.share) }),
  event: {
    facts: { pool, share: z.number().describe('Of the instances.') },
    target: facts => facts.pool,
    trigger: 'begins',
    phase: () => 'restarting',
    sentence: ({ share }) => (share === 1 ? 'all instances' : `${printShare(share)} of the instances`),
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
