import { expect } from 'vitest';
import type { Section } from '../script/case.ts';
import { scenario } from './scenario-case.ts';

export const LOOPS: Section = {
  section: 'k6-contract §3 constant-vus and ramping-vus',
  cases: [
    scenario('VUs iterate as often as they can', 'constant-vus', "vus: 3, duration: '10s'", 'sleep(2);', {
      iterations: { completed: 15 },
      metrics: { vu: { min: 1, max: 3 }, vus: { value: 3 } },
      durationS: 10,
    }),
    scenario('one VU unless said otherwise', 'constant-vus', "duration: '5s'", 'sleep(1);', {
      iterations: { completed: 5 },
    }),
    scenario(
      'the last iterations may end within gracefulStop',
      'constant-vus',
      "vus: 1, duration: '3s', gracefulStop: '5s'",
      'sleep(2);',
      { iterations: { completed: 2, interrupted: 0 }, durationS: 4 },
    ),
    scenario('what takes no time takes 10 µs of virtual time', 'constant-vus', "vus: 1, duration: '10ms'", '', {
      iterations: { completed: expect.closeTo(1000, -1) },
    }),
    scenario(
      'ramping-vus steps up and down through its stages',
      'ramping-vus',
      "startVUs: 0, stages: [{ duration: '4s', target: 4 }, { duration: '2s', target: 4 }, { duration: '4s', target: 0 }], gracefulRampDown: '0s'",
      'sleep(0.1);',
      // 4 + 3 + 2 + 1 VUs of a second each going up, and down; 2 s with 4: (6 + 8 + 10) × 10, fewer what the last step cuts.
      { iterations: { started: expect.closeTo(240, -1) }, metrics: { vus: { max: 4 }, vu: { max: 4 } } },
    ),
    scenario(
      'startVUs is 1 unless said otherwise',
      'ramping-vus',
      "stages: [{ duration: '3s', target: 1 }]",
      'sleep(1);',
      { iterations: { completed: 3 } },
    ),
    scenario(
      'a VU that a stage removes may end its iteration within gracefulRampDown',
      'ramping-vus',
      "startVUs: 2, stages: [{ duration: '0s', target: 1 }, { duration: '10s', target: 1 }], gracefulRampDown: '3s'",
      'sleep(4);',
      { iterations: { started: 4, interrupted: 1, completed: 3 } },
    ),
    scenario(
      'gracefulRampDown is 30 s unless said otherwise',
      'ramping-vus',
      "startVUs: 2, stages: [{ duration: '0s', target: 1 }, { duration: '60s', target: 1 }]",
      'sleep(35);',
      { iterations: { started: 3, interrupted: 1, completed: 2 } },
    ),
  ],
};
