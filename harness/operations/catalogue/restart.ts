import { z } from 'zod';
import { printShare } from '../../../mock-service/settings/units.ts';
import { operationEntry } from './operation-entry.ts';
import { choice, instancesField, poolOrTierField, type RequestField } from './request-field.ts';
import { CACHE_TIER, PROXY } from './site.ts';

const pool = z.string();

const withoutProxy = poolOrTierField('pool');

/** A pool, the cache tier, or the proxy's own servers. */
const placeField: RequestField<string> = {
  label: withoutProxy.label,
  schema: vocabulary =>
    vocabulary.proxyServers
      ? z.union([z.literal(PROXY), withoutProxy.schema(vocabulary)])
      : withoutProxy.schema(vocabulary),
  choices: vocabulary => [
    ...withoutProxy.choices(vocabulary),
    ...(vocabulary.proxyServers ? [choice('the proxy', PROXY)] : []),
  ],
};

export const restart = operationEntry({
  name: 'restart',
  does: "Restarts a pool's instances, the cache tier's nodes or the proxy's servers, or a share of them; they start cold.",
  fields: { pool: placeField, share: instancesField('how much') },
  order: written => written,
  perform({ pool: name, share }, { site, begun, ends }) {
    begun({ pool: name, share });
    const command = { kind: 'restart', share } as const;
    let restarted: { readonly restartAfterMs: number } | null | undefined;
    if (name === CACHE_TIER) {
      site.tier(command);
      restarted = site.cacheTier;
    } else if (name === PROXY && site.proxyServers !== null) {
      site.proxy(command);
      restarted = site.proxyServers;
    } else {
      site.pool(name, command);
      restarted = site.pools.find(each => each.name === name);
    }
    ends(restarted?.restartAfterMs ?? 0, { pool: name }, () => {});
  },
  told: order => ({ pool: order.pool, share: String(order.share) }),
  event: {
    facts: { pool, share: z.number().describe('Of the instances.') },
    target: facts => facts.pool,
    trigger: 'begins',
    phase: () => 'restarting',
    sentence: ({ pool: name, share }) => {
      const what = name === CACHE_TIER ? 'nodes' : name === PROXY ? 'servers' : 'instances';
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
