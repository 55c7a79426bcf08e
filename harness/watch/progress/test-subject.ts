import { TEST_TOPOLOGY } from '../../verdict/test-drill.ts';
import type { Subject } from './progress.ts';

/** A drill to watch, for tests. */
export function testSubject(): Subject {
  return {
    ...{ name: 'seed 1', title: 'eu-peak-failover with short-ttl', clock: 'live', pools: ['primary', 'alternate'] },
    ...{ scale: 100, peakPerSecond: 1000, timeoutMs: 2000, keptS: 7200 },
    objectives: { ...TEST_TOPOLOGY.objectives, recoveryMs: 30_000 },
    settings: {
      ...{ name: 'short-ttl', fingerprint: '1779189ba5f5e705', baseline: 'baseline' },
      differences: [{ knob: 'ttl', from: '300s', to: '1s' }],
    },
  };
}
