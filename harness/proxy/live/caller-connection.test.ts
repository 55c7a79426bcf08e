import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { CallerConnection, type CallerRequest } from './caller-connection.ts';

/** A caller's connection, and what happened on it. */
function connection() {
  const story: string[] = [];
  const socket = Object.assign(new EventEmitter(), {
    end: (text: string) => story.push(`end ${text}`),
    destroy: () => story.push('destroy'),
  });
  const caller = CallerConnection.on(socket as unknown as Socket);
  const request = (name: string, state: Partial<CallerRequest> = {}): CallerRequest => ({
    ...{ received: true, begun: false },
    start: () => void story.push(`start ${name}`),
    callerSilent: () => void story.push(`silent ${name}`),
    callerGone: () => void story.push(`gone ${name}`),
    ...state,
  });
  return { socket, caller, request, story };
}

test('a socket has one connection', () => {
  const { socket, caller } = connection();
  expect(CallerConnection.on(socket as unknown as Socket)).toBe(caller);
});

test('requests run one behind the other', () => {
  const { caller, request, story } = connection();
  const [first, second] = [request('1'), request('2')];
  caller.add(first);
  caller.add(second);
  expect(story).toEqual(['start 1']);
  caller.ended(first);
  caller.ended(second);
  expect(story).toEqual(['start 1', 'start 2']);
});

test('all of them go with their caller', () => {
  const { socket, caller, request, story } = connection();
  caller.add(request('1'));
  caller.add(request('2'));
  socket.emit('close');
  expect(story).toEqual(['start 1', 'gone 1', 'gone 2']);
});

test('each is told in its turn that the caller says nothing more, but for what was answered at once', () => {
  const { socket, caller, request, story } = connection();
  const first = request('1');
  const second: CallerRequest = request('2', { start: () => caller.ended(second) });
  const third = request('3');
  for (const each of [first, second, third]) caller.add(each);
  socket.emit('end');
  caller.ended(first);
  expect(story).toEqual(['start 1', 'silent 1', 'start 3', 'silent 3']);
});

test('what cannot be read is answered in its turn, once', () => {
  const { caller, request, story } = connection();
  const first = request('1');
  caller.add(first);
  caller.unreadable('400');
  caller.unreadable('431');
  expect(story).toEqual(['start 1']);
  caller.ended(first);
  expect(story).toEqual(['start 1', 'end 400']);
});

test('a request whose body cannot be read goes, and gets the answer unless it has one already', () => {
  for (const [begun, answer] of [
    [false, '400'],
    [true, ''],
  ] as const) {
    const { caller, request, story } = connection();
    caller.add(request('1', { received: false, begun }));
    caller.unreadable('400');
    expect(story).toEqual(['start 1', 'gone 1', `end ${answer}`]);
  }
});

test('nothing is answered behind what was refused with the connection', () => {
  const { caller, story } = connection();
  caller.refused();
  caller.unreadable('400');
  expect(story).toEqual([]);
});
