import { describe, expect, it } from 'vitest';
import { ExceptionLog } from './exception-log.ts';

const URL = 'file:///script.ts';

/** A log and what it wrote; `explained` counts the look-ups of source positions. */
function noted() {
  const written: string[] = [];
  let explained = 0;
  const explain = (thrown: unknown): string => {
    explained++;
    return `${thrown}\n    at default (script.ts:1:2)`;
  };
  const log = new ExceptionLog(URL, explain, text => written.push(text));
  return { log, written, explained: () => explained };
}

function error(message: string, stack: string): Error {
  return Object.assign(new Error(message), { stack });
}

describe('ExceptionLog', () => {
  it('writes three of a kind, then that it happens again, then nothing, and explains the kind once', () => {
    const { log, written, explained } = noted();
    for (let i = 0; i < 9; i++) log.add('no token');
    const text = 'no token\n    at default (script.ts:1:2)';
    expect(written).toEqual([text, text, text, 'no token (again; counted from now on)']);
    expect([log.kinds, explained()]).toEqual([[{ text, count: 9 }], 1]);
  });

  it('tells kinds apart by name, message and place in the script, whatever resumed it', () => {
    const { log } = noted();
    const at = (line: number, below: string): string => `Error\n at ${URL}:${line}\n at ${below}`;
    log.add(error('a', at(1, 'timer.ts')));
    log.add(error('a', at(1, 'socket.ts')));
    log.add(error('a', at(2, 'timer.ts')));
    log.add(error('b', at(1, 'timer.ts')));
    log.add(Object.assign(error('a', at(1, 'timer.ts')), { name: 'TypeError' }));
    expect(log.kinds.map(({ count }) => count)).toEqual([2, 1, 1, 1]);
  });

  it('has the most frequent first', () => {
    const { log } = noted();
    for (const thrown of ['a', 'b', 'b', 'c', 'c', 'c']) log.add(thrown);
    expect(log.kinds.map(({ text, count }) => `${text[0]}${count}`)).toEqual(['c3', 'b2', 'a1']);
  });

  it('tells a hundred kinds apart, and goes on counting those', () => {
    const { log } = noted();
    for (let i = 0; i < 150; i++) log.add(`kind ${i}`);
    log.add('kind 99');
    log.add('kind 100');
    expect(log.kinds).toHaveLength(100);
    expect(log.kinds[0]).toMatchObject({ count: 2 });
  });

  it('takes an error without a stack', () => {
    const { log } = noted();
    log.add(Object.assign(new Error('bare'), { stack: undefined }));
    expect(log.kinds[0]?.count).toBe(1);
  });
});
