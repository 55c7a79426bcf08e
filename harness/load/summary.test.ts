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
          return { stdout: 'done', 'a.bin': new ArrayBuffer(1) };
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
          "vus": {
            "contains": "default",
            "type": "gauge",
            "values": {
              "max": 1,
              "min": 1,
              "value": 1,
            },
          },
          "vus_max": {
            "contains": "default",
            "type": "gauge",
            "values": {
              "max": 1,
              "min": 1,
              "value": 1,
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

  it('writes texts and bytes as they are, numbers and objects as JSON, and says what it cannot write', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const { drill } = noting({ iterations: 1 }, 1, {
      handleSummary: () => ({
        ...{ stdout: 'done', bytes: new Uint8Array([1]), 'a.json': { p95: [1] }, 'n.txt': 42, ok: true },
        ...{ nothing: null, missing: undefined, circular },
      }),
    });
    const { summary } = drill.run();
    expect(summary).toEqual({
      ...{ stdout: 'done', bytes: new Uint8Array([1]), 'n.txt': '42', ok: 'true' },
      'a.json': '{\n  "p95": [\n    1\n  ]\n}',
    });
    expect(drill.logged.map(line => line.slice(0, 60))).toEqual([
      "error: handleSummary() gives null for 'nothing', which is le",
      "error: handleSummary() gives undefined for 'missing', which ",
      "error: handleSummary() gives an object for 'circular', which",
    ]);
  });

  it.each([
    [undefined, []],
    [
      'text',
      [
        "error: handleSummary() returns an object of contents by destination, { stdout: '…', 'summary.json': '…' } (got 'text')",
      ],
    ],
  ])('that returns %j leaves no summary', (value, logged) => {
    const { drill } = noting({ iterations: 1 }, 1, { handleSummary: () => value });
    expect([drill.run().summary, drill.logged]).toEqual([null, logged]);
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
