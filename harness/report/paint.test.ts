import { expect, test } from 'vitest';
import { coloured, paintFor, plain } from './paint.ts';

const TERMINAL = { isTTY: true };
const PIPE = {};

test.each([
  ['a terminal', TERMINAL, {}, coloured],
  ['a pipe', PIPE, {}, plain],
  ['a terminal with NO_COLOR', TERMINAL, { NO_COLOR: '1' }, plain],
  ['a terminal with an empty NO_COLOR', TERMINAL, { NO_COLOR: '' }, coloured],
  ['a dumb terminal', TERMINAL, { TERM: 'dumb' }, plain],
  ['a pipe with FORCE_COLOR', PIPE, { FORCE_COLOR: '1' }, coloured],
  ['NO_COLOR against FORCE_COLOR', TERMINAL, { NO_COLOR: '1', FORCE_COLOR: '1' }, plain],
] as const)('%s', (_, stream, env, paint) => {
  expect(paintFor(stream, env)).toBe(paint);
});

test('colour adds to text and never replaces it', () => {
  expect(coloured('bad', 'FAIL')).toBe('\u001b[31m\u001b[1mFAIL\u001b[22m\u001b[39m');
  expect(coloured('bad', '  ')).toBe('  ');
  expect(plain('bad', 'FAIL')).toBe('FAIL');
});
