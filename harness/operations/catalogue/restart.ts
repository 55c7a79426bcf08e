import { z } from 'zod';
import { instanceCount } from '../../../mock-service/model/instance-count.ts';
import { duration } from '../../../mock-service/settings/fields.ts';
import { printDuration, printShare } from '../../../mock-service/settings/units.ts';
import { inSeconds, operationEntry } from './operation-entry.ts';
import { choice, instancesField, poolOrTierField, type RequestField } from './request-field.ts';
import { CACHE_TIER, PROXY, type Site } from './site.ts';

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
  does: "Restarts a pool's instances, the cache tier's nodes or the proxy's servers, or a share of them; instances also one after another. They start cold.",
  fields: { pool: placeField, share: instancesField('how much'), over: overField('over') },
  *conflicts({ pool: name, over }) {
    if (over > 0 && (name === CACHE_TIER || name === PROXY))
      yield { path: ['over'], wrong: `those of ${name} go together`, allowed: 'over is for the instances of a pool' };
  },
  order: ({ over: overMs, ...written }) => ({ ...written, overMs }),
  perform({ pool: name, share, overMs }, { site, begun, ends, inTurn }) {
    begun({ pool: name, share, ...(overMs > 0 && { overMs }) });
    const command = { kind: 'restart', share } as const;
    if (name === CACHE_TIER) {
      site.tier(command);
      return ends(site.cacheTier?.restartAfterMs ?? 0, { pool: name }, () => {});
    }
    if (name === PROXY && site.proxyServers !== null) {
      site.proxy(command);
      return ends(site.proxyServers.restartAfterMs, { pool: name }, () => {});
    }
    const { instances, restartAfterMs } = site.pools.find(each => each.name === name) as Site['pools'][number];
    const steps = overMs === 0 ? 1 : instanceCount(share, instances);
    const step = (nth: number): void => site.pool(name, overMs === 0 ? command : { ...command, nth });
    inTurn(`restart ${name}`, steps, overMs, step, () => {});
    ends(overMs + restartAfterMs, { pool: name }, () => {});
  },
  told: ({ pool: name, share, overMs }) => ({ pool: name, share: String(share), over: inSeconds(overMs) }),
  event: {
    facts: {
      pool,
      share: z.number().describe('Of the instances.'),
      overMs: z.number().optional().describe('From the first to the last; left out where all at once.'),
    },
    target: facts => facts.pool,
    trigger: 'begins',
    phase: () => 'restarting',
    sentence: ({ pool: name, share, overMs }) => {
      const what = name === CACHE_TIER ? 'nodes' : name === PROXY ? 'servers' : 'instances';
      const over = overMs === undefined ? '' : ` over ${printDuration(overMs)}`;
      return `${share === 1 ? `all ${what}` : `${printShare(share)} of the ${what}`}${over}`;
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

/** How long it takes from the first instance to the last, ms; at once if nothing is said. */
function overField(label: string): RequestField<number> {
  return {
    label,
    schema: () => duration().prefault('0s'),
    choices: () => [choice('at once', '0s'), choice('over 60 s', '60s')],
  };
}
