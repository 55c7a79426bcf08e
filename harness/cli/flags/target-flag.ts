import type { Flag } from './command.ts';

export const TARGET_FLAG = {
  target: {
    value: 'FILE',
    help: 'Drill a system that exists, through its own operations and metrics (docs/own-service.md), in place of a modelled site.',
  },
} as const satisfies Record<string, Flag>;
