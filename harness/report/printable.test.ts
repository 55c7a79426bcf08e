import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableIn, terminalJson, terminalText } from './printable.ts';

/** Written as code points, so that this file holds none of them. */
const ESC = String.fromCharCode(27);
const RLO = String.fromCharCode(0x202e);

test('what a terminal would obey is seen instead', () => {
  expect(printable(`a${ESC}[2Jb`)).toBe('a␛[2Jb');
  expect(printable(`x${ESC}]0;title${String.fromCharCode(7)}`)).toBe('x␛]0;title␇');
  expect(printable('over\rwritten')).toBe('over␍written');
  expect(printable(String.fromCharCode(0x7f, 0x9b))).toBe('␡\ufffd');
});

test('nothing turns the text around it, and nothing is hidden', () => {
  expect(printable(`safe${RLO}esrow`)).toBe('safe\ufffdesrow');
  expect(printable(`a${String.fromCharCode(0x2066, 0x200b, 0xfeff)}b`)).toBe('a\ufffd\ufffd\ufffdb');
  expect(printable(String.fromCharCode(0xd800))).toBe('\ufffd');
});

test('what people write stays: lines, tabs, scripts, joined emoji', () => {
  const text = 'a\tb\nمرحبا ‌ 👩‍🚀 naïve – “x”';
  expect(printable(text)).toBe(text);
  expect(terminalText(text)).toBe(text);
});

test('colours are all that reaches a terminal', () => {
  expect(terminalText(`${ESC}[1;31mred${ESC}[0m`)).toBe(`${ESC}[1;31mred${ESC}[0m`);
  expect(terminalText(`${ESC}[2K${ESC}[1A${ESC}c${ESC}]8;;http://x${ESC}\\`)).toBe('␛[2K␛[1A␛c␛]8;;http://x␛\\');
});

test('no line is a command of a workflow', () => {
  expect(terminalText('a\n::error title=x::y\n  ::set-output::z')).toBe('a\n: :error title=x::y\n  : :set-output::z');
  expect(terminalText('see ##[error]x and ##vso[task.complete]')).toBe('see # #[error]x and # #vso[task.complete]');
  expect(terminalText('a::b ## c')).toBe('a::b ## c');
});

test('for any text: nothing is left to obey, and doing it twice changes nothing', () => {
  const nasty = fc.array(fc.constantFrom(ESC, '[', '2J', 'm', '31', ':', '::', '##', '[x]', '\n', ' ', '\r', RLO, 'é'));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        nasty.map(parts => parts.join('')),
      ),
      text => {
        const shown = terminalText(text);
        expect(
          shown
            .split(ESC)
            .slice(1)
            .every(rest => /^\[[\d;:]*m/.test(rest)),
        ).toBe(true);
        expect(/^[^\S\n]*::|##\w*\[|\r/m.test(shown)).toBe(false);
        expect(terminalText(shown)).toBe(shown);
        expect(printable(printable(text))).toBe(printable(text));
      },
    ),
  );
});

test('JSON stays the same value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const json = terminalJson(JSON.stringify({ text, more: '##[error]' }));
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ text, more: '##[error]' })));
      expect(terminalText(json)).toBe(json);
    }),
  );
});

test('texts anywhere in a value, keys too', () => {
  expect(printableIn({ [`k${ESC}`]: [{ name: `a${ESC}` }, null, 3], numbers: [1, null] })).toEqual({
    'k␛': [{ name: 'a␛' }, null, 3],
    numbers: [1, null],
  });
});
