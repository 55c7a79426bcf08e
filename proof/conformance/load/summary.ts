import { expect } from 'vitest';
import type { Section } from '../script/case.ts';

export const SUMMARY: Section = {
  section: 'k6-contract §5 handleSummary',
  cases: [
    {
      shows: 'its data has the legacy shape',
      script: `
        import http from 'k6/http';
        import { check, group } from 'k6';
        export const options = { iterations: 2, summaryTimeUnit: 'ms', noColor: true, thresholds: { http_req_duration: ['p(95)<100', 'max>5'] } };
        export function setup() { return { a: 1 }; }
        export default function () { group('login', () => { check(http.get('http://bin.test/get'), { ok: r => r.status === 200, bad: r => r.status === 0 }); }); }
        export function handleSummary(data) {
          const { root_group: root, options, state, metrics, setup_data } = data;
          return { data: JSON.stringify({ keys: Object.keys(data).sort(), root, options, state, setup_data, duration: metrics.http_req_duration, checks: metrics.checks, reqs: metrics.http_reqs }) };
        }`,
      expect: {
        exit: 99,
        reasons: expect.anything(),
        summary: {
          data: expect.toSatisfy((text: string) => {
            const { keys, root, options, state, setup_data, duration, checks } = JSON.parse(text);
            expect(keys).toEqual(['metrics', 'options', 'root_group', 'setup_data', 'state']);
            expect(root).toMatchObject({ name: '', path: '', checks: [] });
            expect(root.groups).toMatchObject([{ name: 'login', path: '::login', groups: [] }]);
            expect(root.groups[0].checks).toMatchObject([
              { name: 'ok', path: '::login::ok', passes: 2, fails: 0 },
              { name: 'bad', path: '::login::bad', passes: 0, fails: 2 },
            ]);
            expect(root.groups[0].id).toMatch(/^[0-9a-f]{32}$/);
            expect(options).toEqual({
              summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'],
              summaryTimeUnit: 'ms',
              noColor: true,
            });
            expect(state).toEqual({ isStdOutTTY: false, isStdErrTTY: false, testRunDurationMs: expect.any(Number) });
            expect(setup_data).toEqual({ a: 1 });
            expect(Object.keys(duration.values)).toEqual(['avg', 'min', 'med', 'max', 'p(90)', 'p(95)']);
            expect(duration.thresholds).toEqual({ 'p(95)<100': { ok: true }, 'max>5': { ok: false } });
            expect(checks).toEqual({ type: 'rate', contains: 'default', values: { rate: 0.5, passes: 2, fails: 2 } });
            return true;
          }),
        },
      },
    },
    {
      shows: 'summaryTrendStats chooses the statistics',
      script: `
        import { Trend } from 'k6/metrics';
        const t = new Trend('t');
        export const options = { summaryTrendStats: ['p(99.99)', 'count', 'min'] };
        export default function () { t.add(1); t.add(2); }
        export function handleSummary({ metrics }) { return { keys: Object.keys(metrics.t.values).join() }; }`,
      expect: { summary: { keys: 'p(99.99),count,min' } },
    },
    {
      shows:
        'it returns contents by destination: texts, bytes, and JSON of what else there is; what is nothing is left out, and said',
      script: `
        export default function () {}
        export function handleSummary(data) {
          return { stdout: 'to stdout', stderr: 'to stderr', 'out/summary.json': JSON.stringify({ ok: true }), nothing: undefined, object: {} };
        }`,
      expect: {
        summary: { stdout: 'to stdout', stderr: 'to stderr', 'out/summary.json': '{"ok":true}', object: '{}' },
        logged: [expect.stringContaining("handleSummary() gives undefined for 'nothing', which is left out")],
      },
    },
    {
      shows: 'it runs after an abort, and may wait',
      script: `
        import exec from 'k6/execution';
        import http from 'k6/http';
        export default function () { exec.test.abort(); }
        export function handleSummary(data) { return { sent: String(http.post('http://bin.test/post', 'summary').status) }; }`,
      expect: { exit: 108, reason: 'test aborted', reasons: expect.anything(), summary: { sent: '200' } },
    },
    {
      shows: 'it has 120 s unless said otherwise',
      script: `
        import { sleep } from 'k6';
        export default function () {}
        export function handleSummary() { sleep(121); return { stdout: 'late' }; }`,
      expect: { summary: null, logged: ['error: handleSummary() took longer than 120000ms'] },
    },
  ],
};
