import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_COLUMNS, tickerTo } from './ticker.ts';

test('where lines stay there is one every ten seconds, and what is said is said', () => {
  let now = 5;
  const lines: string[] = [];
  const ticker = tickerTo(
    line => lines.push(line),
    null,
    () => now,
  );
  for (; now < 25_000; now += 1000) ticker.tick(`at ${now}`);
  ticker.say('it is over');
  expect(lines).toEqual(['at 10005', 'at 20005', 'it is over']);
});

test('in a terminal each takes the place of the last', () => {
  const [lines, drawn]: [string[], string[]] = [[], []];
  const ticker = tickerTo(
    line => lines.push(line),
    line => drawn.push(line),
    () => 0,
  );
  ticker.tick('one');
  ticker.tick('two');
  expect([drawn, lines]).toEqual([['one', 'two'], []]);
});

test('no line is too long, whatever is said, but for words that are', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '–', '/'), minLength: 1, maxLength: 110 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), words => {
      let now = 0;
      const lines: string[] = [];
      const ticker = tickerTo(
        line => lines.push(line),
        null,
        () => now,
      );
      ticker.say(words.join(' '));
      if (words.every(each => each.length <= MOST_COLUMNS - 2))
        expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(MOST_COLUMNS);
      const said = lines.join(' ').replaceAll(/ +/g, ' ');
      if (words.every(each => each.length <= MOST_COLUMNS - 2)) expect(said).toBe(words.join(' '));
      else expect(lines.join('\n')).toContain(words.toSorted((a, b) => b.length - a.length)[0]);
      now = 60_000;
      ticker.tick(words.join(' '));
      expect(lines.at(-1)?.length).toBeLessThanOrEqual(MOST_COLUMNS);
    }),
  );
});
