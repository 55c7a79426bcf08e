/** What became of rollouts, in round figures. */
import type { RolloutOutcome } from './rollout-outcome.ts';

const ANALYSIS = {
  phase: 'bake' as const,
  pool: 'primary',
  metrics: [
    { metric: 'errors' as const, canary: 0, rest: 0, worse: false },
    { metric: 'latency' as const, canary: 41.2, rest: 13.1, worse: true },
    { metric: 'hit-ratio' as const, canary: 0.36, rest: 0.82, worse: true },
  ],
};
const FIRST = { shares: [0.01, 0.1], instances: { primary: 1, alternate: 1 } };
export const NOT_REACHED = {
  ...{ shares: [1], instances: { primary: 8, alternate: 4 }, outcome: 'not-reached' as const },
  ...{ startS: null, endS: null, failedUsers: 0, analyses: [] },
};

export const HALTED: RolloutOutcome = {
  stages: [
    { ...FIRST, outcome: 'breached', startS: 30, endS: 113, failedUsers: 137, analyses: [ANALYSIS] },
    NOT_REACHED,
  ],
  halted: {
    ...{ stage: 0, atS: 113, phase: 'failover', reason: '139 of 2,590 requests timed out since second 110' },
    failures: {
      ...{ objective: 'timeouts', failed: 139, ended: 2590, sinceS: 110, canaryErrors: null, restErrors: null },
    },
  },
  failedUsers: 209,
};
export const THROUGH: RolloutOutcome = {
  stages: [{ ...FIRST, outcome: 'passed', startS: 30, endS: 201, failedUsers: 0, analyses: [] }],
  halted: null,
  failedUsers: 0,
};
