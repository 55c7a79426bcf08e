import { NO_OBJECTIVES } from '../../verdict/test-drill.ts';
import type { Subject } from './progress.ts';

/** A drill to watch, for tests. */
export function testSubject(): Subject {
  return {
    ...{ name: 'seed 1', title: 'eu-peak-failover with short-ttl', clock: 'live', pools: ['primary', 'alternate'] },
    ...{ scale: 100, peakPerSecond: 1000, timeoutMs: 2000, keptS: 7200 },
    objectives: {
      ...NO_OBJECTIVES,
      timeouts: 0,
      errors: 0.001,
      good: 0.99,
      p99Ms: 800,
      recoveryMs: 30_000,
      headroom: 1.1,
    },
    settings: {
      ...{ name: 'short-ttl', fingerprint: '1779189ba5f5e705', baseline: 'baseline' },
      differences: [{ knob: 'ttl', from: '300s', to: '1s' }],
    },
  };
}
