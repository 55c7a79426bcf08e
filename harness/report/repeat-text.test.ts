import { describe, expect, it } from 'vitest';
import { repeatOf } from '../record/repeat-record.ts';
import { incidentRun, quietRun } from '../record/test-run.ts';
import { repeatLine, repeatText } from './repeat-text.ts';

const runs = [quietRun({ seed: 1 }), incidentRun({ seed: 2 }), incidentRun({ seed: 3 })];
const record = repeatOf(runs, ['seed-1/run.json', 'seed-2/run.json', 'seed-3/run.json']);

describe('the text of a repeated run', () => {
  it('says what matters in 80 columns', () => {
    expect(`\n${repeatText(record)}`).toMatchInlineSnapshot(`
      "
      FAIL  eu-peak-failover with baseline on eu (virtual, seeds 1–3, poisson
            arrivals)
        • It fails with 2 of 3 seeds: seeds 2, 3.
        • Seed 2: 3,150 of 38,520 requests timed out (8.2%; none is allowed). They
          began in second 29, at a planned load of 1,000/s (alternate was asked to
          serve 933/s), 16 s after the failover began.
        • Seed 2: The CPU of alternate was full first, from second 26 (3 s before the
          first failures); it began with fail-over of alternate in second 13 (over
          15s); its hit ratio was 52%, where primary had 62% before the failover; the
          settings differ from the baseline in ttl: 300s → 1s.
        • Seed 2: 8.4% of requests failed (0.1% is allowed): 3,150 × 504, 80 × 503.
        • Seed 2: The p99 response time was 2004 ms (worst 10 s: 28–38 s); 800 ms is
          allowed.
        • Seed 2: Threshold http_req_failed rate<0.01 does not hold: it is 0.089.

      Figures
                                            mean      95 % interval       least – most
        timeouts                            5.5%         0% – 17.2%          0% – 8.2%
        timeouts begin (2/3 seeds)          29 s        29 s – 29 s        29 s – 29 s
          planned load then (2/3 seeds)  1,000/s  1,000/s – 1,000/s  1,000/s – 1,000/s
          after failover (2/3 seeds)        16 s        16 s – 16 s        16 s – 16 s
        service back                      37.7 s    36.2 s – 39.1 s        37 s – 38 s
        errors                              5.6%         0% – 17.6%          0% – 8.4%
        p99, worst 10 s                  1473 ms     0 ms – 3757 ms   412 ms – 2004 ms
        response time, p50                  5 ms        5 ms – 5 ms        5 ms – 5 ms
        response time, p99                 40 ms      40 ms – 40 ms      40 ms – 40 ms
        primary: worst CPU                   73%          73% – 73%          73% – 73%
        primary: hold CPU                     0%            0% – 0%            0% – 0%
        primary: memory                      40%          40% – 40%          40% – 40%
        primary: hit ratio                 69.3%       37.8% – 100%          62% – 84%
        alternate: worst CPU               92.7%       61.1% – 100%         78% – 100%
        alternate: hold CPU                92.7%       61.1% – 100%         78% – 100%
        alternate: memory                    59%      28.9% – 89.1%          45% – 66%
        alternate: hit ratio               59.3%      27.8% – 90.9%          52% – 74%
        requests offered                  39,120    36,538 – 41,702    38,520 – 40,320
        iterations dropped                     0              0 – 0              0 – 0
        92 more figures, and the series, are in the record
      "
    `);
    for (const line of repeatText(record).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('is one line with --quiet', () => {
    expect(repeatLine(record)).toMatchInlineSnapshot(
      `"FAIL eu-peak-failover with baseline on eu (virtual, seeds 1–3, poisson arrivals): It fails with 2 of 3 seeds: seeds 2, 3."`,
    );
  });
});
