import fc from 'fast-check';
import { expect, test } from 'vitest';
import { table, WIDTH, wrap } from './layout.ts';

const words = fc
  .array(fc.stringMatching(/^[a-z]{1,100}$/), { minLength: 1, maxLength: 30 })
  .map(list => list.join(' '));

test('no line is longer than 80 columns and no letter is lost', () => {
  fc.assert(
    fc.property(words, fc.nat(20), (text, indent) => {
      const lines = wrap(text, ' '.repeat(indent));
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(WIDTH);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
});

test('a number stays with its unit', () => {
  expect(wrap('took 12 ms in 3 × 504 and 5 min 3 s', '', '', 11)).toEqual([
    'took 12 ms',
    'in 3 × 504',
    'and 5 min',
    '3 s',
  ]);
});

test('where nothing fits, a line takes a character', () => {
  for (const width of [1, 0, -5]) expect(wrap('ab c', '', '', width)).toEqual(['a', 'b', 'c']);
});

test('a table fits, whatever is in it', () => {
  const cell = fc.record({ text: fc.stringMatching(/^[a-z ]{0,60}$/), right: fc.boolean() });
  const rows = fc.array(fc.array(cell, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(rows, cells => {
      for (const line of table(cells)) expect(line.length).toBeLessThanOrEqual(WIDTH);
    }),
  );
});

test('columns are as wide as they must be; the last one goes on below', () => {
  const rows = [
    [{ text: 'a' }, { text: '1', right: true }, { text: 'short' }],
    [{ text: 'longer' }, { text: '1,000', right: true }, { text: 'a text that goes on and on' }],
  ];
  expect(`\n${table(rows, '  ', 40).join('\n')}`).toMatchInlineSnapshot(`
    "
      a           1  short
      longer  1,000  a text that goes on and
                     on"
  `);
});

test('what does not fit is cut with an ellipsis', () => {
  const rows = [[{ text: 'x'.repeat(60) }, { text: 'y'.repeat(60) }]];
  expect(table(rows, '', 40)).toEqual([
    `${'x'.repeat(13)}…  ${'y'.repeat(24)}`,
    `${' '.repeat(16)}${'y'.repeat(24)}`,
    `${' '.repeat(16)}${'y'.repeat(12)}`,
  ]);
});
