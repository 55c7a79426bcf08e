import { expect } from 'vitest';
import type { Case, Section } from '../script/case.ts';
import { DROPS } from './scenario-case.ts';

export const SCENARIOS: Section = {
  section: 'k6-contract §3 scenarios together, shortcuts, wrong options',
  cases: [
    {
      shows: 'startTime, exec, env and tags of each',
      script: `
        import exec from 'k6/execution';
        import http from 'k6/http';
        export const options = {
          scenarios: {
            contacts: { executor: 'constant-vus', exec: 'contacts', vus: 1, duration: '3s', tags: { page: 'contacts' }, env: { PATH_: '/get?c' } },
            news: { executor: 'per-vu-iterations', exec: 'news', vus: 2, iterations: 2, startTime: '5s', env: { PATH_: '/get?n' }, tags: { page: 'news' } },
          },
          thresholds: { 'http_reqs{page:contacts}': ['count==3'], 'http_reqs{scenario:news}': ['count==4'] },
        };
        export function contacts() { http.get('http://bin.test' + __ENV.PATH_); wait(); }
        export function news() { if (exec.instance.currentTestRunDuration < 5000) throw new Error('too early'); http.get('http://bin.test' + __ENV.PATH_); }
        import { sleep } from 'k6';
        function wait() { sleep(1); }`,
      expect: { iterations: { completed: 7 } },
    },
    {
      shows: 'VUs go from a scenario that is over to the next',
      script: `
        import { Trend } from 'k6/metrics';
        const vu = new Trend('vu');
        export const options = { scenarios: { a: { executor: 'shared-iterations', vus: 3, iterations: 3 }, b: { executor: 'shared-iterations', vus: 3, iterations: 3, startTime: '1s' } } };
        export default function () { vu.add(__VU); }`,
      expect: { metrics: { vu: { max: 3 } } },
    },
    ...(
      [
        ['nothing is one iteration of one VU', '{}', { iterations: { completed: 1 } }],
        ['vus alone is as many iterations', '{ vus: 3 }', { iterations: { completed: 3 } }],
        ['iterations are shared', '{ vus: 2, iterations: 7 }', { iterations: { completed: 7 } }],
        [
          'iterations and duration: the duration limits',
          "{ vus: 1, iterations: 1000, duration: '3s' }",
          { ...DROPS, iterations: { completed: 3 } },
        ],
        ['duration is constant-vus', "{ vus: 2, duration: '5s' }", { iterations: { completed: 10 } }],
        ['stages are ramping-vus', "{ stages: [{ duration: '5s', target: 1 }] }", { iterations: { completed: 5 } }],
        ['a duration may be a number of ms', '{ vus: 1, duration: 2000 }', { iterations: { completed: 2 } }],
        ['durations with several units', "{ vus: 1, duration: '1m2s500ms' }", { iterations: { completed: 63 } }],
      ] as const
    ).map(
      ([shows, options, expected]): Case => ({
        shows: `shortcut: ${shows}`,
        script: `import { sleep } from 'k6';\nexport const options = ${options};\nexport default function () { sleep(1); }`,
        expect: expected,
      }),
    ),
    {
      shows: 'vus beside scenarios is ignored with a warning',
      script: `
        export const options = { vus: 10, scenarios: { a: { executor: 'shared-iterations', vus: 1, iterations: 1 } } };
        export default function () {}`,
      expect: {
        iterations: { completed: 1 },
        warnings: [expect.stringContaining('options.vus is ignored beside scenarios')],
      },
    },
    {
      shows: 'numbers as text, as __ENV has them',
      env: { VUS: '3', TIME: '2s', ON: 'true' },
      script: `
        import { sleep } from 'k6';
        import exec from 'k6/execution';
        export const options = { discardResponseBodies: __ENV.ON, maxRedirects: '2', scenarios: { a: { executor: 'ramping-vus', startVUs: __ENV.VUS, stages: [{ duration: __ENV.TIME, target: __ENV.VUS }] } } };
        export default function () { sleep(1); if (exec.test.options.maxRedirects !== 2 || exec.test.options.discardResponseBodies !== true) throw new Error(); }`,
      expect: { iterations: { completed: 6 } },
    },
    {
      shows: 'what is undefined is not there; numbers and booleans of tags become text',
      script: `
        export const options = { vus: 1, iterations: 1, tags: { env: __ENV.NOPE, n: 5, b: true }, thresholds: undefined, duration: undefined, scenarios: undefined, setupTimeout: null };
        export default function () {}`,
    },
    {
      shows: 'names in another case',
      script: `
        export const options = { VUs: 2, Iterations: 4, TAGS: { a: 'b' } };
        export default function () {}`,
      expect: { iterations: { completed: 4 } },
    },
    {
      shows: 'an option that nobody knows is warned of, with the one that was meant',
      script: `
        export const options = { iterations: 1, setupTimeOuts: '5s', color: true };
        export default function () {}`,
      expect: {
        iterations: { completed: 1 },
        warnings: [
          "options.setupTimeOuts is ignored, since there is no such option; did you mean 'setupTimeout'?",
          expect.stringContaining('options.color is ignored, since there is no such option'),
        ],
      },
    },
    ...(
      [
        [
          'a shortcut beside scenarios',
          "duration: '1s', scenarios: { a: { executor: 'shared-iterations' } }",
          "options.duration: a shortcut beside scenarios (got '1s'); allowed: either scenarios or shortcuts",
        ],
        [
          'a top-level executor',
          "executor: 'constant-arrival-rate'",
          "options.executor: belongs inside a scenario: scenarios: { name: { executor: '…', … } }; at the top level k6 ignores it and runs a closed loop",
        ],
        ['top-level rate', 'rate: 5', 'options.rate: belongs inside a scenario with an arrival-rate executor'],
        [
          'an unknown option',
          'treshold: {}',
          expect.stringMatching(/^options\.treshold: unknown option; did you mean 'thresholds'\?$/),
        ],
        [
          'an option that we do not follow',
          "hosts: { 'a.test': '1.2.3.4' }",
          'options.hosts: not supported: give the address in the URL',
        ],
        [
          'rps',
          'rps: 100',
          expect.stringContaining('options.rps: not supported, since it makes users wait for the system'),
        ],
        [
          'an unknown executor',
          "scenarios: { a: { executor: 'constant-arival-rate' } }",
          expect.stringMatching(
            /^options\.scenarios\.a\.executor: unknown executor \(got 'constant-arival-rate'\); allowed: .*did you mean 'constant-arrival-rate'\?$/,
          ),
        ],
        [
          'externally-controlled',
          "scenarios: { a: { executor: 'externally-controlled' } }",
          expect.stringContaining('no longer part of k6'),
        ],
        [
          'a missing executor',
          'scenarios: { a: { vus: 1 } }',
          expect.stringContaining('options.scenarios.a.executor: missing, but required'),
        ],
        [
          'a missing preAllocatedVUs',
          "scenarios: { a: { executor: 'constant-arrival-rate', rate: 1, duration: '1s' } }",
          expect.stringContaining('options.scenarios.a.preAllocatedVUs: missing, but required'),
        ],
        [
          'a rate that is no whole number',
          "scenarios: { a: { executor: 'constant-arrival-rate', rate: 0.5, duration: '1s', preAllocatedVUs: 1 } }",
          'options.scenarios.a.rate: not a whole number (got 0.5); allowed: a whole number, from 1',
        ],
        [
          'a field of another executor',
          "scenarios: { a: { executor: 'constant-vus', duration: '1s', iterations: 3 } }",
          expect.stringContaining('options.scenarios.a.iterations: unknown field of a constant-vus scenario'),
        ],
        [
          'a duration that is none',
          "duration: 'soon'",
          expect.stringContaining("options.duration: not a duration (got 'soon')"),
        ],
        [
          'a scenario name',
          "scenarios: { 'a b': { executor: 'shared-iterations' } }",
          'options.scenarios.a b: a scenario cannot be named \'a b\' (got {"executor":"shared-iterations"}); allowed: letters, digits, - and _',
        ],
        ['no scenario at all', 'scenarios: {}', expect.stringContaining('options.scenarios: no scenario')],
        [
          'fewer iterations than VUs',
          'vus: 5, iterations: 2',
          'options.iterations: fewer than the VUs that share them (got 2); allowed: a whole number, from 5 (vus)',
        ],
      ] as const
    ).map(
      ([shows, options, problem]): Case => ({
        shows: `104: ${shows}`,
        script: `export const options = { ${options} };\nexport default function () {}`,
        expect: { exit: 104, problems: [problem], arrived: [] },
      }),
    ),
    {
      shows: '104: everything at once',
      script: `
        export const options = { tresholds: {}, duration: 'x', scenarios: { a: { executor: 'nope' }, b: { executor: 'constant-vus' } }, thresholds: { nope: ['p(95)<1'], checks: ['rate >> 1'] } };
        export default function () {}`,
      expect: { exit: 104, problems: { length: 6 } },
    },
  ],
};
