import { z } from 'zod';
import { type RecordOf, recordKind } from './record-kind.ts';

const maybe = z.number().nullable();
const count = z.int().nonnegative();
const share = z.number().min(0).max(1);
const at = z.iso.datetime();

/** Shares of what was looked up that a cache would have held, at the points of the curve of which they are a part. */
const shares = z.array(share);

const quantilesSchema = z.strictObject({ mean: z.number(), p50: z.number(), p90: z.number(), p99: z.number() });

/** How the lookups of a curve were found. */
const methodSchema = z
  .strictObject({
    kind: z.enum(['exact', 'sampled']).describe('sampled: of a share of the keys, chosen by their hash (SHARDS).'),
    sampleRate: share.describe('The share of keys that were followed; 1: all.'),
    followed: count.describe('Keys that were followed.'),
  })
  .describe('sampled: distances are those of the followed keys, divided by the sample rate.');

const keySchema = z.strictObject({
  entry: z.string().describe('What kind of thing the cache holds; one in `reuse.kinds`.'),
  by: z.string().describe('Which part of a request is its key: user, path.NAME, query.NAME, constant.NAME.'),
});

const routeSchema = z.strictObject({
  method: z.string(),
  path: z.string().describe('With :name for the parts that differ. Nothing that stood there is kept.'),
  requests: count,
  share,
  statuses: z.record(z.string(), count),
  sizeBytes: quantilesSchema.nullable().describe('Of answers with a body; null: the log does not say.'),
  durationMs: quantilesSchema.nullable().describe('As the log has it; null: it does not say.'),
  reads: keySchema.nullable().describe('What it is taken to look up; null: nothing.'),
  writes: z
    .union([keySchema, z.literal('uncached')])
    .nullable()
    .describe('What it is taken to change.'),
});

const kindSchema = z.strictObject({
  entry: z.string(),
  lookups: count,
  keys: count.describe('Distinct ones that were looked up (estimated where the curve is sampled).'),
  sizeBytes: quantilesSchema.nullable().describe('Of one entry: the length of the answer that it was last seen in.'),
  hitRatioBySize: shares.describe('Of its own lookups, in the cache that all kinds share, at reuse.bySize.entries.'),
  hitRatioByBytes: shares.nullable().describe('The same at reuse.byBytes.bytes.'),
  hitRatioByTtl: shares.describe('The same at reuse.byTtl.ttlS.'),
  popularity: z
    .strictObject({
      top: z
        .array(z.strictObject({ keys: count, share }))
        .describe('The share of its lookups that goes to its so many most popular keys.'),
      zipf: maybe.describe(
        'Minus the slope of log(lookups) over log(rank), least squares over ranks of at least ten lookups; null: too few of them. It ' +
          'does not carry a hit ratio: the curves do.',
      ),
    })
    .describe('Of the keys that were followed.'),
});

/** What access logs say of a service: when it is asked, for what, by whom, and how often for the same again. No key is in it. */
export const IMPORT = recordKind({
  name: 'import',
  called: 'import record',
  title: 'Headroom import of access logs',
  version: 1,
  fields: {
    name: z.string().describe('Of the service, as the topology that was written has it.'),
    importedAt: at,
    log: z.strictObject({
      files: z.array(
        z.strictObject({
          name: z.string(),
          format: z.string(),
          lines: count,
          unparsed: count,
          firstAt: at.nullable(),
          lastAt: at.nullable(),
        }),
      ),
      lines: count,
      unparsed: count.describe('Lines that are of no request, or cannot be read.'),
      requests: count.describe('Requests in the log; `leftOut` says of how many nothing else was made.'),
      startsAt: at.describe('The earliest request.'),
      spanS: z.number(),
      resolutionMs: z.number().describe('The finest step of its times: 1000 where they are whole seconds.'),
      outOfOrder: z
        .strictObject({ lines: count, mostS: z.number() })
        .describe('Lines earlier than one before them. Reuse is counted in the order of the lines.'),
    }),
    leftOut: z.array(z.strictObject({ why: z.string(), requests: count })),
    user: z.strictObject({
      by: z.string().describe('What was taken for the user.'),
      named: count.describe('Requests that name one.'),
    }),
    rate: z.strictObject({
      startsAt: at,
      bucketS: z.number(),
      counts: z.array(count).describe('Requests by bucket, from startsAt on.'),
      meanPerSecond: z.number(),
      peak: z.strictObject({
        second: z.strictObject({ perSecond: z.number(), at }),
        minute: z.strictObject({ perSecond: z.number(), at }),
        fiveMinutes: z.strictObject({ perSecond: z.number(), at }).nullable().describe('null: the log is shorter.'),
      }),
      dispersion: maybe.describe(
        'Variance over mean of the requests by second, within minutes: 1 is Poisson; null: under ten whole minutes with traffic.',
      ),
    }),
    statuses: z.record(z.string(), count),
    routes: z.array(routeSchema).describe('The most asked first.'),
    sessions: z
      .strictObject({
        users: count.describe('Distinct ones (estimated where many).'),
        sessions: count,
        gapS: z.number().describe('A user who is silent for longer comes again in a new session.'),
        requestsPerSession: quantilesSchema,
        thinkS: quantilesSchema.nullable().describe('Between the requests of a session; null: no session has two.'),
        lengthS: quantilesSchema,
        sampleRate: share.describe('The share of users that were followed; 1: all.'),
      })
      .nullable()
      .describe('null: no request names a user.'),
    reuse: z
      .strictObject({
        lookups: count.describe('Requests that look something up.'),
        keys: count.describe('Distinct ones that were looked up (estimated where sampled).'),
        removed: count.describe('Writes that removed an entry that had been looked up before.'),
        bySize: z
          .strictObject({ method: methodSchema, entries: z.array(z.number()), hitRatio: shares })
          .describe(
            'Of an LRU cache of so many entries, empty at first, for all kinds and all users: stack distances.',
          ),
        byBytes: z
          .strictObject({
            method: methodSchema,
            bytes: z.array(z.number()),
            hitRatio: shares,
            byteHitRatio: shares.describe('Weighted by the bytes of what was looked up.'),
          })
          .nullable()
          .describe('The same by the size of the cache; null: the log has no sizes.'),
        byTtl: z
          .strictObject({ method: methodSchema, ttlS: z.array(z.number()), hitRatio: shares })
          .describe('Of a cache with room for all, whose entries expire so long after they were filled.'),
        kinds: z.array(kindSchema),
      })
      .nullable()
      .describe('null: no route looks anything up.'),
    profile: z
      .strictObject({
        file: z.string().describe('Beside this record.'),
        startsAt: at.describe('Where the stretch of the log begins that the script replays.'),
        spanS: z.number(),
        sampleRate: share.describe('The share of keys that it has; the topology is at the scale of one in this.'),
        requests: count,
        peakPerSecond: z.number().describe('At its scale, by its busiest minute.'),
        users: count,
        keys: z.record(z.string(), count).describe('Distinct ones by kind.'),
        hitRatio: share
          .nullable()
          .describe('Of one cache under the written settings, empty at first, asked for its requests in their order.'),
      })
      .nullable()
      .describe('null: nothing can be replayed.'),
  },
});

export type ImportRecord = RecordOf<typeof IMPORT>;
export type ImportReuse = NonNullable<ImportRecord['reuse']>;

/** A curve of the record: its points, ascending, and the share at each. */
interface Curve {
  readonly at: readonly number[];
  readonly hitRatio: readonly number[];
}

/** The hit ratio of an LRU cache of so many entries, and of a kind in it: straight lines between the record's points. */
export function hitRatioOfSize({ bySize, kinds }: ImportReuse, entries: number, entry?: string): number | null {
  const hitRatio =
    entry === undefined ? bySize.hitRatio : (kinds.find(kind => kind.entry === entry)?.hitRatioBySize ?? null);
  return hitRatio === null ? null : valueAt({ at: bySize.entries, hitRatio }, entries);
}

/** The same of a cache with room for all, whose entries expire `ttlS` after they were filled. */
export function hitRatioOfTtl({ byTtl, kinds }: ImportReuse, ttlS: number, entry?: string): number | null {
  const hitRatio =
    entry === undefined ? byTtl.hitRatio : (kinds.find(kind => kind.entry === entry)?.hitRatioByTtl ?? null);
  return hitRatio === null ? null : valueAt({ at: byTtl.ttlS, hitRatio }, ttlS);
}

/** Below the first point it falls to 0 at 0; above the last it stays. */
function valueAt({ at, hitRatio }: Curve, x: number): number {
  const i = at.findIndex(each => each >= x);
  if (i < 0) return hitRatio.at(-1) ?? 0;
  const [x0, y0] = i === 0 ? [0, 0] : [at[i - 1] as number, hitRatio[i - 1] as number];
  const [x1, y1] = [at[i] as number, hitRatio[i] as number];
  return x1 === x0 ? y1 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}
