import { describe, expect, test } from 'vitest';
import { testRecords } from '../record/test-records.ts';
import { plain } from './paint.ts';
import { formsOf } from './record-forms.ts';
import { orderOn } from './text-page.ts';

/** A common terminal has 24 lines; the paths of record and report, what to try next and the shell's own line take seven. */
const MOST_LINES = 17;

test('a terminal has the verdict last, anything else first', () => {
  expect([orderOn({ isTTY: true }), orderOn({ isTTY: false }), orderOn({})]).toEqual([
    'verdict-last',
    'verdict-first',
    'verdict-first',
  ]);
});

describe.each(testRecords().map(record => [record.kind, record] as const))('%s', (kind, record) => {
  test('says the same in either order, and its verdict fits the last screen', () => {
    const forms = formsOf(record);
    const [first, last] = [forms.text(plain), forms.text(plain, 'verdict-last')];
    const parts = (text: string): string[] => text.trimEnd().split('\n\n');
    expect(parts(last).toSorted()).toEqual(parts(first).toSorted());
    // What has no verdict has no order.
    if (['sweep', 'map', 'import', 'saturation'].includes(kind)) return expect(last).toBe(first);
    expect(parts(last).at(-1)).toBe(parts(first)[0]);
    expect(parts(last).at(-1)?.split('\n').length).toBeLessThanOrEqual(MOST_LINES);
  });
});
