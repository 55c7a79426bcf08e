import { z } from 'zod';
import { operationEntry } from './operation-entry.ts';
import { poolField } from './request-field.ts';

export const flush = operationEntry({
  name: 'flush',
  does: 'Empties the caches of a pool.',
  fields: { pool: poolField('of') },
  order: written => written,
  perform({ pool }, { site, begun }) {
    begun({ pool });
    site.pool(pool, { kind: 'flush' });
  },
  told: ({ pool }) => ({ pool }),
  event: {
    facts: { pool: z.string() },
    target: ({ pool }) => pool,
    // What it empties fills again by itself: recovery counts from here.
    trigger: 'momentary',
    sentence: () => 'its caches are empty',
  },
  forms: () => [{ button: 'Flush caches' }],
});
