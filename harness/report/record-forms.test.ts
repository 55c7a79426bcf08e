import { expect, test } from 'vitest';
import { type AnyRecord, RECORD_KINDS } from '../record/record-kinds.ts';
import { testRecords } from '../record/test-records.ts';
import { pageAssets } from './html/page-assets.ts';
import { plain } from './paint.ts';
import { formsOf } from './record-forms.ts';

const RECORDS = testRecords();

test('there is one of each kind', () => {
  expect(RECORDS.map(({ kind }) => kind).sort()).toEqual(RECORD_KINDS.map(({ name }) => name).sort());
});

const ESC = String.fromCharCode(27);

/** With what a terminal or a runner would obey in every text that is somebody's, not a word of ours. */
function hostile<Value>(value: Value): Value {
  const nasty = `${ESC}[2J${ESC}[8m\n::error::x ##[error]${String.fromCharCode(0x202e)}`;
  const copy = (each: unknown, isFree: boolean): unknown => {
    if (typeof each === 'string') return isFree ? `${each}${nasty}` : each;
    if (typeof each !== 'object' || each === null) return each;
    if (Array.isArray(each)) return each.map(one => copy(one, isFree));
    const free =
      'limit' in each ? [] : ['name', 'reasons', 'detail', 'target', 'reason', 'path', 'run', 'file', 'text'];
    return Object.fromEntries(Object.entries(each).map(([key, one]) => [key, copy(one, free.includes(key))]));
  };
  return copy(value, false) as Value;
}

test.each(RECORDS)('whatever texts a $kind holds, no form of it acts on a terminal or hides something', any => {
  const forms = formsOf({ kind: any.kind, record: hostile(any.record) } as AnyRecord);
  const all = [forms.text(plain), forms.line(), forms.junit?.() ?? '', forms.github?.summary() ?? ''];
  for (const form of [...all, ...(forms.github?.annotations() ?? [])])
    expect(form).not.toMatch(/[[\p{Cc}\p{Cf}]--[\n\t]]/v);
});

test.each(RECORDS)('a $kind has the same verdict in all its forms', any => {
  const forms = formsOf(any);
  const { verdict } = any.record as {
    verdict?: 'pass' | 'fail' | 'safe' | 'worse' | 'inconclusive' | 'measured' | 'holds' | 'off';
  };
  const [text, line] = [forms.text(plain), forms.line()];
  for (const form of [text, line]) expect(form).not.toMatch(/NaN|undefined|\[object/);
  expect(Math.max(...text.split('\n').map(each => each.length))).toBeLessThanOrEqual(80);
  if (verdict === undefined) {
    expect([forms.junit, forms.github]).toEqual([null, null]);
    return;
  }
  const word = verdict.toUpperCase();
  expect([text.slice(0, word.length), line.slice(0, word.length)]).toEqual([word, word]);
  const xml = forms.junit?.() ?? '';
  expect(xml).toContain('<property name="');
  const bad = {
    pass: null,
    safe: null,
    fail: 'failure',
    worse: 'failure',
    inconclusive: 'error',
    measured: null,
    holds: null,
    off: 'failure',
  }[verdict];
  const own = /<testcase classname="verdict" name="verdict"(.*?)(<\/testcase>|\/>)/s.exec(xml)?.[1] ?? '';
  expect(own.includes(`<${bad} message="${verdict}:`)).toBe(bad !== null);
  expect(forms.github?.summary()).toContain(`${word}: `);
  expect(forms.github?.annotations()).toHaveLength(bad === null ? 0 : 1);
});

test('a stage that was breached is a failure, one that was not reached is skipped', () => {
  const xml = formsOf(RECORDS.find(({ kind }) => kind === 'rollout') as AnyRecord).junit?.() ?? '';
  expect(xml).toContain('tests="3" failures="2" errors="0" skipped="1"');
  expect(xml).toContain('<failure message="139 of 2,590 requests timed out since second 110"/>');
});

/** Kinds whose work has several parts, some of which may be left when somebody stops it. */
const IN_PARTS = RECORDS.filter(({ kind }) => {
  const { shape } = RECORD_KINDS.find(({ name }) => name === kind)?.schema ?? { shape: {} };
  return 'interrupted' in shape && 'verdict' in shape && kind !== 'run';
});

test('so have those that somebody stopped: they are headed so', async () => {
  const assets = await pageAssets();
  expect(IN_PARTS.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['capacity', 'compare', 'instances', 'ranking', 'repeat', 'replay', 'rollout']),
  );
  for (const { kind, record } of IN_PARTS) {
    const stopped = { ...record, verdict: 'inconclusive', interrupted: { finished: 0, planned: 3 } };
    const forms = formsOf({ kind, record: stopped } as AnyRecord);
    const page = forms.html?.(assets) ?? '<title>INTERRUPTED';
    const heads = [forms.text(plain), forms.line(), forms.github?.summary() ?? '', page.slice(page.indexOf('<title>'))];
    for (const head of heads) expect([kind, head.slice(0, 40)]).toEqual([kind, expect.stringContaining('INTERRUPTED')]);
    expect([kind, forms.junit?.()]).toEqual([kind, expect.stringContaining('<error message="interrupted: ')]);
  }
});
