import type { Flag } from './command.ts';

/** The flags of commands that judge the headroom objective. */
export const WITH_CAPACITY_FLAGS = {
  'with-capacity': {
    help: 'Measure the capacity of the alternate first (virtually, in seconds) and judge the headroom objective by it.',
  },
  capacity: {
    value: 'FILE',
    multiple: true,
    help: 'Judge headroom by this capacity.json, of the same script, topology and settings.',
  },
} as const satisfies Record<string, Flag>;
