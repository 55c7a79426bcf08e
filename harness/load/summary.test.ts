import { describe, expect, it } from 'vitest';
import { noting } from './test-load.ts';

describe('handleSummary', () => {
  it("gets k6's data and its map is the result", () => {
    let data: unknown;
    const { drill } = noting(
      { iterations: 1, thresholds: { iterations: ['count>0'], 'http_reqs{a:b}': [] }, summaryTrendStats: ['max'] },
      100,
      {
        setup: () => 7,
        handleSummary: (given: unknown) => {
          data = given;
          return { stdout: 'done', 'a.bin': new ArrayBuffer(1), other: 5 };
        },
      },
    );
    expect(drill.run().summary).toEqual({ stdout: 'done', 'a.bin': new Uint8Array(1) });
    expect(data).toMatchInlineSnapshot(`
      {
        "metrics": {
          "http_reqs{a:b}": {
            "contains": "default",
            "type": "counter",
            "values": {
              "count": 0,
              "rate": 0,
            },
          },
          "iteration_duration": {
            "contains": "time",
            "type": "trend",
            "values": {
              "max": 100,
            },
          },
          "iterations": {
            "contains": "default",
            "thresholds": {
              "count>0": {
                "ok": true,
              },
            },
            "type": "counter",
            "values": {
              "count": 1,
              "rate": 10,
            },
          },
        },
        "options": {
          "noColor": false,
          "summaryTimeUnit": "",
          "summaryTrendStats": [
            "max",
          ],
        },
        "root_group": {
          "name": "",
        },
        "setup_data": 7,
        "state": {
          "isStdErrTTY": false,
          "isStdOutTTY": false,
          "testRunDurationMs": 100,
        },
      }
    `);
  });

  it('that throws leaves no summary', () => {
    const { drill } = noting({ iterations: 1 }, 1, {
      handleSummary: () => {
        throw new Error('no');
      },
    });
    expect([drill.run().summary, drill.logged]).toEqual([null, ['error: handleSummary() failed: Error: no']]);
  });
});
