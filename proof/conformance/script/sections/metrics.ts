import { expect } from 'vitest';
import type { Section } from '../case.ts';

/** An iteration that throws: counted, logged, and reason enough to doubt the run. */
const FAILS = { exit: 90, reasons: expect.anything(), logged: expect.anything() };

export const METRICS: Section = {
  section: 'k6-contract §1 k6/metrics',
  cases: [
    {
      shows: 'Counter, Gauge, Rate and Trend',
      script: `
        import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
        const hits = new Counter('hits');
        const depth = new Gauge('depth');
        const good = new Rate('good');
        const wait = new Trend('wait');
        export const options = { summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(99.9)', 'count'] };
        export default function () {
          hits.add(2); hits.add(3);
          [4, 9, 7].forEach(v => depth.add(v));
          [true, false, 1, 0].forEach(v => good.add(v));
          for (let v = 1; v <= 100; v++) wait.add(v);
        }`,
      expect: {
        metrics: {
          hits: { count: 5 },
          depth: { value: 7, min: 4, max: 9 },
          good: { rate: 0.5, passes: 2, fails: 2 },
          wait: {
            avg: 50.5,
            min: 1,
            max: 100,
            med: expect.closeTo(50.5, 1),
            'p(90)': expect.closeTo(90, 0),
            count: 100,
          },
        },
      },
    },
    {
      shows: 'a Trend of times, and names',
      script: `
        import { Trend } from 'k6/metrics';
        import { check } from 'k6';
        const latency = new Trend('my_latency', true);
        export default function () { latency.add(12.5); check(latency, { name: m => m.name === 'my_latency' }); }
        export function handleSummary({ metrics }) { return { contains: metrics.my_latency.contains + ' ' + metrics.my_latency.type }; }`,
      expect: { summary: { contains: 'time trend' } },
    },
    {
      shows: 'tags of a sample, and thresholds on them',
      script: `
        import { Trend } from 'k6/metrics';
        const t = new Trend('t');
        export const options = { thresholds: { 't{kind:a}': ['max<=1'], 't{kind:b}': ['min>=2'] } };
        export default function () { t.add(1, { kind: 'a' }); t.add(2, { kind: 'b' }); t.add(99); }`,
    },
    {
      shows: 'the same metric made twice is one, another type of it is an error',
      script: `
        import { Counter, Trend } from 'k6/metrics';
        const a = new Counter('c');
        const b = new Counter('c');
        try { new Trend('c'); throw new Error('accepted'); } catch (e) { if (!e.message.includes('already')) throw e; }
        export default function () { a.add(1); b.add(1); }`,
      expect: { metrics: { c: { count: 2 } } },
    },
    {
      shows: 'a value that is no number is logged and left out',
      script: `
        import { Counter } from 'k6/metrics';
        const c = new Counter('c');
        export default function () { c.add('many'); c.add(NaN); c.add(1); }`,
      expect: {
        metrics: { c: { count: 1 } },
        logged: [expect.stringContaining("'many'"), expect.stringContaining("'NaN'")],
      },
    },
    {
      shows: 'metrics cannot be made in iterations',
      script: `
        import { Counter } from 'k6/metrics';
        export default function () { new Counter('late'); }`,
      expect: { ...FAILS, exceptions: [{ text: expect.stringContaining('works only in the init context') }] },
    },
    {
      shows: 'samples cannot be added in the init context',
      script: `
        import { Counter } from 'k6/metrics';
        const c = new Counter('c');
        c.add(1);
        export default function () {}`,
      expect: { exit: 107, reason: expect.stringMatching(/does not work in the init context[\s\S]*script\.js:4:/) },
    },
    {
      shows: 'a name that k6 does not take is refused',
      script: `
        import { Counter } from 'k6/metrics';
        new Counter('my counter');
        export default function () {}`,
      expect: { exit: 107, reason: expect.stringContaining("'my counter' is no name for a metric") },
    },
    {
      shows: 'without new',
      script: `
        import { Counter, Trend } from 'k6/metrics';
        const hits = Counter('hits');
        class Waits extends Trend { twice(value) { this.add(value); this.add(value); } }
        const waits = new Waits('waits');
        export default function () {
          hits.add(2);
          waits.twice(5);
          if (!(hits instanceof Counter) || !(waits instanceof Waits) || Counter.name !== 'Counter') throw new Error('not its kind');
        }`,
      expect: { metrics: { hits: { count: 2 }, waits: { max: 5 } } },
    },
    {
      shows: 'VUs of a drill that is over within a second',
      script: `
        import { sleep } from 'k6';
        export const options = { vus: 2, iterations: 3, thresholds: { vus: ['value==2'], vus_max: ['value==2'] } };
        export default function () { sleep(0.2); }`,
      expect: { thresholds: { 'vus value==2': true, 'vus_max value==2': true } },
    },
    {
      shows: 'numbers as text, of any size and sign',
      script: `
        import { Trend } from 'k6/metrics';
        const ns = new Trend('handler_ns'), below = new Trend('below'), tiny = new Trend('tiny'), text = new Trend('text');
        export const options = { iterations: 1, thresholds: { handler_ns: ['p(95)<6000000000'], below: ['p(90)<0', 'med<-10'], tiny: ['p(50)>0.0000005'], text: ['max==5'] } };
        export default function () { for (let i = 1; i <= 100; i++) { ns.add(i * 1e8); below.add(-i); tiny.add(i * 1e-8); } text.add('5'); }`,
      expect: {
        exit: 99,
        reasons: expect.anything(),
        thresholds: {
          'handler_ns p(95)<6000000000': false,
          'below p(90)<0': true,
          'below med<-10': true,
          'tiny p(50)>0.0000005': true,
          'text max==5': true,
        },
      },
    },
  ],
};
