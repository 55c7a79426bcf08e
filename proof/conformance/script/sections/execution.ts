import { expect } from 'vitest';
import type { Section } from '../case.ts';

export const EXECUTION: Section = {
  section: 'k6-contract §1 k6/execution',
  cases: [
    {
      shows: 'scenario',
      script: `
        import exec from 'k6/execution';
        import { check, sleep } from 'k6';
        export const options = { scenarios: { shop: { executor: 'per-vu-iterations', vus: 1, iterations: 2, maxDuration: '10s', startTime: '2s' } } };
        export default function () {
          check(exec.scenario, {
            name: s => s.name === 'shop',
            executor: s => s.executor === 'per-vu-iterations',
            'start time': s => s.startTime === Date.now() - __ITER * 1000,
            'iteration in test': s => s.iterationInTest === __ITER && s.iterationInInstance === __ITER,
            progress: s => s.progress >= 0 && s.progress <= 1,
          });
          sleep(1);
        }`,
      expect: { metrics: { checks: { passes: 10 } } },
    },
    {
      shows: 'instance',
      script: `
        import { instance } from 'k6/execution';
        import { check, sleep } from 'k6';
        export const options = { scenarios: { a: { executor: 'shared-iterations', vus: 2, iterations: 4 } } };
        export default function () {
          sleep(1);
          check(instance, {
            time: i => i.currentTestRunDuration === 1000 * (__ITER + 1),
            active: i => i.vusActive > 0 && i.vusActive <= 2,
            initialized: i => i.vusInitialized === 2,
            completed: i => i.iterationsCompleted >= __ITER * 2 && i.iterationsInterrupted === 0,
          });
        }`,
    },
    {
      shows: 'vu',
      script: `
        import { vu } from 'k6/execution';
        import { check } from 'k6';
        export const options = { scenarios: { a: { executor: 'per-vu-iterations', vus: 2, iterations: 3 } } };
        export default function () {
          check(vu, {
            id: v => v.idInTest === __VU && v.idInInstance === __VU && __VU >= 1 && __VU <= 2,
            iterations: v => v.iterationInInstance === __ITER && v.iterationInScenario === __ITER,
          });
        }`,
    },
    {
      shows: 'vu.metrics.tags and vu.tags: on every sample from then on',
      script: `
        import exec from 'k6/execution';
        import http from 'k6/http';
        import { check } from 'k6';
        export const options = { thresholds: { 'http_reqs{part:one}': ['count==1'], 'http_reqs{old:way}': ['count==1'], 'http_reqs{part:}': ['count==1'] } };
        export default function () {
          exec.vu.metrics.tags.part = 'one';
          http.get('http://bin.test/get');
          check(exec.vu, { 'read back': v => v.metrics.tags.part === 'one' && v.tags.scenario === 'default' });
          delete exec.vu.metrics.tags.part;
          exec.vu.tags['old'] = 'way';
          http.get('http://bin.test/get');
        }`,
    },
    {
      shows: 'test.options: consolidated',
      script: `
        import exec from 'k6/execution';
        import { check } from 'k6';
        export const options = { vus: 2, iterations: 2 };
        export default function () {
          check(exec.test.options.scenarios.default, {
            executor: s => s.executor === 'shared-iterations', vus: s => s.vus === 2, iterations: s => s.iterations === 2,
          });
        }`,
    },
    {
      shows: 'test.abort ends the run with 108, after teardown',
      script: `
        import exec from 'k6/execution';
        import { sleep } from 'k6';
        export const options = { vus: 3, duration: '1m' };
        export default function () { sleep(__VU === 2 ? 2.5 : __VU); if (__VU === 2) exec.test.abort('enough'); }
        export function teardown() { console.log('torn down'); }`,
      expect: {
        exit: 108,
        reason: 'test aborted: enough',
        reasons: expect.anything(),
        durationS: 2.5,
        iterations: { started: 5, completed: 2, interrupted: 3 },
        logged: ['info: torn down'],
      },
    },
    {
      shows: 'test.abort in the init context',
      script: `
        import exec from 'k6/execution';
        if (!__ENV.TOKEN) exec.test.abort('TOKEN is needed');
        export default function () {}`,
      expect: { exit: 108, reason: 'test aborted: TOKEN is needed', iterations: {} },
    },
    {
      shows: 'test.fail marks the run, which goes on: exit 110',
      script: `
        import { test } from 'k6/execution';
        export const options = { iterations: 3 };
        export default function () { if (__ITER === 0) test.fail('one is bad'); }`,
      expect: { exit: 110, reason: 'test marked as failed: one is bad', iterations: { completed: 3 } },
    },
    {
      shows: 'the scenario is not known outside of iterations',
      script: `
        import exec from 'k6/execution';
        export function setup() { try { exec.scenario.name; } catch (e) { return e.message; } throw new Error('known'); }
        export default function (message) { if (!message.includes('only in iterations')) throw new Error(message); }`,
    },
  ],
};
