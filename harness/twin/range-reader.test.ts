import { describe, expect, test } from 'vitest';
import type { Answer, Call, Caller } from '../site/target/caller.ts';
import { matrixOf, RangeReader } from './range-reader.ts';

const TWIN = {
  url: 'http://127.0.0.1:9090',
  token: 's3cr3t',
  everyMs: 15_000,
  secrets: [{ name: 'T', value: 's3cr3t' }],
};

/** A reader that gets these answers, in their order. */
function reader(...answers: readonly Partial<Answer>[]) {
  const calls: Call[] = [];
  const call = async (asked: Call): Promise<Answer> => {
    calls.push(asked);
    return { status: 200, text: '', failure: null, ...answers[Math.min(calls.length, answers.length) - 1] };
  };
  return { calls, reader: new RangeReader({ call } as unknown as Caller, TWIN) };
}

const matrix = (...result: readonly object[]): Partial<Answer> => ({
  text: JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }),
});

test('a selector without a name is read as it was scraped too', async () => {
  const { reader: own, calls } = reader(matrix());
  await own.read('{__name__=~"a(_seconds)?_count"}', { fromMs: 0, toMs: 60_000 });
  expect(calls[0]?.url).toContain(`/query?query=${encodeURIComponent('{__name__=~"a(_seconds)?_count"}[60000ms]')}`);
});

describe('a selector', () => {
  test('is read as it was scraped, an hour at a time, and a sample that is in two answers counts once', async () => {
    const metric = { __name__: 'x', pool: 'primary' };
    const { reader: own, calls } = reader(
      matrix({
        metric,
        values: [
          [10, '1'],
          [3600, '5'],
        ],
      }),
      matrix({
        metric,
        values: [
          [3600, '5'],
          [3615, '6'],
        ],
      }),
    );
    const read = await own.read('x{pool="primary"}', { fromMs: 0, toMs: 5_400_000 });
    expect(read).toEqual({
      notNumbers: 0,
      series: [{ labels: metric, atMs: [10_000, 3_600_000, 3_615_000], values: [1, 5, 6] }],
    });
    expect(calls.map(({ url }) => decodeURIComponent(url.replace(/^.*\/api\/v1\//, '')))).toEqual([
      'query?query=x{pool="primary"}[3600000ms]&time=3600',
      'query?query=x{pool="primary"}[1800000ms]&time=5400',
    ]);
    expect(calls[0]?.headers).toEqual({ authorization: 'Bearer s3cr3t' });
  });

  test('gives no NaN and no infinity: they are counted, and left out', async () => {
    const { reader: own } = reader(
      matrix({
        metric: {},
        values: [
          [1, 'NaN'],
          [16, '+Inf'],
          [31, '3'],
        ],
      }),
    );
    expect(await own.read('x', { fromMs: 0, toMs: 60_000 })).toEqual({
      notNumbers: 2,
      series: [{ labels: {}, atMs: [31_000], values: [3] }],
    });
  });
});

test('an expression is evaluated at each scrape, in as many queries as its points take', async () => {
  const { reader: own, calls } = reader(matrix());
  await own.read('sum by (pool) (x)', { fromMs: 0, toMs: 12 * 3_600_000 });
  expect(calls.map(({ url }) => new URL(url).searchParams.get('step'))).toEqual(['15', '15']);
  for (const { url } of calls) {
    const { searchParams } = new URL(url);
    const points = (Number(searchParams.get('end')) - Number(searchParams.get('start'))) / 15 + 1;
    expect(points).toBeLessThanOrEqual(11_000);
  }
});

test.each([
  [{ failure: 'refused' as const }, 'the metric server http://127.0.0.1:9090 cannot be read: refused'],
  [{ failure: 'forbidden' as const }, 'not allowed with --allow-host'],
  [{ status: 400, text: '{"status":"error","error":"parse error near s3cr3t"}' }, '400: parse error near'],
  [{ text: '<html>' }, '200: not an answer of a Prometheus'],
])('a query that fails says why: %j', async (answer, why) => {
  const read = await reader(answer).reader.read('x', { fromMs: 0, toMs: 1000 });
  expect(read).toEqual({ problem: expect.stringContaining(why) });
  expect(JSON.stringify(read)).not.toContain('s3cr3t');
});

test('a vector is not series over time', () => {
  expect(matrixOf('{"status":"success","data":{"resultType":"vector","result":[]}}')).toBe(
    'a vector, where series over time are needed',
  );
});
