import { expect, it } from 'vitest';
import type { CompiledScript } from '../script/compile/compiled-script.ts';
import { exceptionText } from './exception-text.ts';

const FRAMES = [
  { name: 'default', file: 'a.ts', line: 3, column: 5 },
  { name: '', file: 'b.ts', line: 1, column: 2 },
];
const script = (frames: typeof FRAMES) => ({ stack: () => frames }) as unknown as CompiledScript;

it('is the error, then where in the user’s files', () => {
  expect(exceptionText(new TypeError('no token'), script(FRAMES))).toBe(
    'TypeError: no token\n    at default (a.ts:3:5)\n    at b.ts:1:2',
  );
});

it('shows whatever else is thrown, also what JSON cannot hold', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const text = (thrown: unknown): string => exceptionText(thrown, script([]));
  expect([text('no'), text({ a: 1 }), text(undefined), text(circle), text(5n)]).toEqual([
    ...['thrown: no', 'thrown: {"a":1}', 'thrown: undefined', 'thrown: [object Object]', 'thrown: 5'],
  ]);
});
