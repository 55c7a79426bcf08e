import type { Section } from '../script/case.ts';
import { DROPS, scenario } from './scenario-case.ts';

export const COUNTED: Section = {
  section: 'k6-contract §3 shared-iterations and per-vu-iterations',
  cases: [
    scenario(
      'VUs share the iterations: the fast do more',
      'shared-iterations',
      'vus: 2, iterations: 11',
      'sleep(__VU === 1 ? 1 : 10);',
      { iterations: { completed: 11 }, durationS: 10 },
    ),
    scenario('one iteration by one VU unless said otherwise', 'shared-iterations', '', '', {
      iterations: { completed: 1 },
    }),
    scenario(
      'what does not fit into maxDuration is dropped',
      'shared-iterations',
      "vus: 1, iterations: 10, maxDuration: '4500ms'",
      'sleep(1);',
      { ...DROPS, iterations: { due: 10, completed: 5, dropped: 5 }, durationS: 5 },
    ),
    scenario(
      'maxDuration is 10 minutes unless said otherwise',
      'shared-iterations',
      'vus: 1, iterations: 3',
      'sleep(400);',
      { ...DROPS, iterations: { completed: 1, interrupted: 1, dropped: 1 }, durationS: 630 },
    ),
    scenario('each VU does all of its iterations', 'per-vu-iterations', 'vus: 3, iterations: 4', 'sleep(__VU);', {
      iterations: { completed: 12 },
      durationS: 12,
    }),
    scenario(
      'VUs of per-vu-iterations that do not get through leave the rest dropped',
      'per-vu-iterations',
      "vus: 2, iterations: 3, maxDuration: '5s', gracefulStop: '0s'",
      'sleep(__VU * 1.5);',
      { ...DROPS, iterations: { due: 6, completed: 4, interrupted: 1, dropped: 1 } },
    ),
  ],
};
