import { z } from 'zod';
import { share } from '../../../mock-service/settings/fields.ts';
import { printDuration, printShare, readDuration } from '../../../mock-service/settings/units.ts';
import { inSeconds, operationEntry } from './operation-entry.ts';
import { choice, poolField, type RequestField, type Vocabulary, whileField } from './request-field.ts';
import { CACHE_TIER, type Site } from './site.ts';

/** What becomes worse: the cores of a pool, the directory, or nodes of the cache tier. `share` and `concurrency` are what remains, 0–1. */
const degradationSchema = z.discriminatedUnion('part', [
  z.strictObject({ part: z.literal('cpu'), share: z.number().describe('Of its speed that remains.') }),
  z.strictObject({
    part: z.literal('directory'),
    latencyFactor: z.number(),
    latencyAddMs: z.number(),
    concurrency: z.number().describe('Share of the slots that remains.'),
    errors: z.number().describe('Share of the reads, added to the configured one.'),
  }),
  z.strictObject({
    part: z.literal(CACHE_TIER),
    share: z.number().describe('Of the nodes.'),
    latencyFactor: z.number(),
    latencyAddMs: z.number(),
    concurrency: z.number().describe('Share of their slots that remains.'),
  }),
]);
type Degradation = z.infer<typeof degradationSchema>;

interface Order {
  /** Null: the directory. */
  readonly pool: string | null;
  readonly degradation: Degradation;
  /** Null: until further notice. */
  readonly forMs: number | null;
}

const facts = { pool: z.string().nullable().describe('Null: the directory.') } as const;
const DIRECTORY = 'directory';
/** What of each may be said; of a pool, `cpu`. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  [DIRECTORY]: ['latency', 'concurrency', 'errors'],
  [CACHE_TIER]: ['latency', 'concurrency', 'share'],
};
const NO_CHANGE = { latencyFactor: 1, latencyAddMs: 0 } as const;

export const degrade = operationEntry({
  name: 'degrade',
  does: 'Slows the cores of a pool, or makes the directory or nodes of the cache tier worse, for a while or until further notice.',
  fields: {
    pool: placeField('of'),
    cpu: partField('to', { above: 0, max: 1 }, [
      ['half', '50%'],
      ['a quarter', '25%'],
      ['normal', '100%'],
    ]),
    latency: latencyField('latency'),
    concurrency: partField('slots', { above: 0, max: 1 }, [
      ['all', '100%'],
      ['half', '50%'],
    ]),
    errors: partField('errors', { min: 0, max: 1 }, [
      ['none', '0%'],
      ['5%', '5%'],
      ['50%', '50%'],
    ]),
    share: partField('of the nodes', { above: 0, max: 1 }, [
      ['all', '100%'],
      ['a quarter', '25%'],
    ]),
    for: whileField('for'),
  },
  *conflicts({ pool, ...parts }) {
    const may: readonly string[] = PARTS[pool] ?? ['cpu'];
    for (const key of ['cpu', 'latency', 'concurrency', 'errors', 'share'] as const) {
      if (parts[key] === undefined || may.includes(key)) continue;
      yield { path: [key], wrong: `not a part of ${pool} that degrades`, allowed: listed(may) };
    }
  },
  order({
    pool,
    cpu = 1,
    latency = NO_CHANGE,
    concurrency = 1,
    errors = 0,
    share: part = 1,
    for: forMs = null,
  }): Order {
    if (pool === CACHE_TIER)
      return { pool, degradation: { part: CACHE_TIER, share: part, ...latency, concurrency }, forMs };
    if (pool !== DIRECTORY) return { pool, degradation: { part: 'cpu', share: cpu }, forMs };
    return { pool: null, degradation: { part: DIRECTORY, ...latency, concurrency, errors }, forMs };
  },
  perform({ pool, degradation, forMs }, { site, begun, ends }) {
    begun({ pool, degradation, forMs });
    tell(site, pool, degradation);
    ends(forMs, { pool }, () => tell(site, pool, healthyOf(degradation)));
  },
  told({ pool, degradation, forMs }) {
    const base = { pool: pool ?? DIRECTORY, for: forMs === null ? '' : inSeconds(forMs) };
    if (degradation.part === 'cpu')
      return { ...base, cpu: String(degradation.share), latency: '', concurrency: '1', errors: '0' };
    const { latencyFactor, latencyAddMs, concurrency } = degradation;
    const errors = degradation.part === DIRECTORY ? degradation.errors : 0;
    const latency = latencyFactor === 1 ? `+${latencyAddMs}ms` : `${latencyFactor}x`;
    return { ...base, cpu: '1', latency, concurrency: String(concurrency), errors: String(errors) };
  },
  event: {
    facts: { ...facts, degradation: degradationSchema, forMs: z.number().nullable().describe('Null: no end.') },
    target: ({ pool }) => pool ?? DIRECTORY,
    // One that was given no end is ended by another one that degrades nothing.
    trigger: ({ degradation }) => (isHealthy(degradation) ? 'ends' : 'begins'),
    phase: ({ degradation }) => (isHealthy(degradation) ? null : 'degraded'),
    sentence: ({ degradation, forMs }) =>
      forMs === null ? degradationText(degradation) : `${degradationText(degradation)} for ${printDuration(forMs)}`,
  },
  completion: {
    facts,
    target: ({ pool }) => pool ?? DIRECTORY,
    trigger: 'ends',
    phase: () => null,
    sentence: () => 'back to normal',
  },
  forms: ({ cacheTier }) => [
    { button: 'Change the CPU', fields: ['pool', 'cpu', 'for'] },
    { button: 'Change the directory', fields: ['latency', 'errors', 'for'], body: { pool: DIRECTORY } },
    ...(cacheTier
      ? [
          {
            button: 'Change the cache tier',
            fields: ['latency', 'concurrency', 'share', 'for'] as const,
            body: { pool: CACHE_TIER },
          },
        ]
      : []),
  ],
});

function tell(site: Site, pool: string | null, degradation: Degradation): void {
  const healthy = isHealthy(degradation);
  switch (degradation.part) {
    case 'cpu':
      if (pool !== null) site.pool(pool, { kind: 'cpu', share: degradation.share });
      return;
    case DIRECTORY: {
      const { part: _, ...change } = degradation;
      return site.directory({ kind: 'degrade', degradation: healthy ? null : change });
    }
    case CACHE_TIER: {
      const { part: _, share: part, ...change } = degradation;
      return site.tier({ kind: 'degrade', share: part, degradation: healthy ? null : change });
    }
  }
}

/** What the end of a degradation tells. */
function healthyOf(degradation: Degradation): Degradation {
  switch (degradation.part) {
    case 'cpu':
      return { part: 'cpu', share: 1 };
    case DIRECTORY:
      return { part: DIRECTORY, ...NO_CHANGE, concurrency: 1, errors: 0 };
    case CACHE_TIER:
      return { part: CACHE_TIER, share: degradation.share, ...NO_CHANGE, concurrency: 1 };
  }
}

function isHealthy(degradation: Degradation): boolean {
  if (degradation.part === 'cpu') return degradation.share === 1;
  const { latencyFactor, latencyAddMs, concurrency } = degradation;
  const errors = degradation.part === DIRECTORY ? degradation.errors : 0;
  return latencyFactor === 1 && latencyAddMs === 0 && concurrency === 1 && errors === 0;
}

function degradationText(degradation: Degradation): string {
  if (degradation.part === 'cpu') return `${printShare(degradation.share)} of the CPU remains`;
  if (isHealthy(degradation)) return 'healthy';
  const { latencyFactor, latencyAddMs, concurrency } = degradation;
  const errors = degradation.part === DIRECTORY ? degradation.errors : 0;
  const parts = [
    degradation.part === CACHE_TIER && degradation.share < 1 ? `${printShare(degradation.share)} of the nodes` : '',
    latencyFactor === 1 ? '' : `latency ${latencyFactor}x`,
    latencyAddMs === 0 ? '' : `latency +${printDuration(latencyAddMs)}`,
    concurrency === 1 ? '' : `${printShare(concurrency)} of the concurrency`,
    errors === 0 ? '' : `${printShare(errors)} errors`,
  ];
  return parts.filter(part => part !== '').join(', ');
}

function listed(words: readonly string[]): string {
  const [last, ...others] = words.toReversed();
  return others.length === 0 ? String(last) : `${others.reverse().join(', ')} and ${last}`;
}

/** A pool, the directory, or the cache tier. These two have forms of their own. */
function placeField(label: string): RequestField<string> {
  const { choices } = poolField(label);
  const others = ({ cacheTier }: Vocabulary): string[] => [DIRECTORY, ...(cacheTier ? [CACHE_TIER] : [])];
  return { label, schema: vocabulary => z.enum([...vocabulary.pools, ...others(vocabulary)]), choices };
}

function partField(
  label: string,
  limits: Parameters<typeof share>[0],
  offered: readonly (readonly [label: string, value: string])[],
): RequestField<number | undefined> {
  const choices = offered.map(([text, value]) => choice(text, value));
  return { label, schema: () => share(limits).optional(), choices: () => choices };
}

type LatencyChange = Pick<Extract<Degradation, { part: 'directory' }>, 'latencyFactor' | 'latencyAddMs'>;

function latencyField(label: string): RequestField<LatencyChange | undefined> {
  const read = z.string().transform((written, context): LatencyChange => {
    const change = readLatency(written);
    if (change !== undefined) return change;
    const params = { allowed: 'a sum, "+200ms", or a factor, "3x"' };
    context.issues.push({ code: 'custom', message: 'not a change of latency', input: written, params });
    return z.NEVER;
  });
  return {
    label,
    schema: () => read.optional(),
    choices: () => [choice('3 times as long', '3x'), choice('200 ms longer', '+200ms'), choice('normal', '1x')],
  };
}

function readLatency(text: string): LatencyChange | undefined {
  const factor = /^(\d+(?:\.\d+)?)x$/.exec(text)?.[1];
  if (factor !== undefined) return { latencyFactor: Number(factor), latencyAddMs: 0 };
  const added = text.startsWith('+') ? readDuration(text.slice(1)) : undefined;
  return added === undefined ? undefined : { latencyFactor: 1, latencyAddMs: added };
}
