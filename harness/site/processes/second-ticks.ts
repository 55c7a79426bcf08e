import { type Clock, type Timer, timer } from '../../../mock-service/time/clock.ts';

/** Calls `tick` at the end of every second from `startMs` on, with the second's number. @returns the timer, to cancel it. */
export function everySecond(clock: Clock, startMs: number, tick: (second: number) => void): Timer {
  let second = 0;
  const due = timer(() => {
    tick(second++);
    clock.schedule(due, startMs + (second + 1) * 1000);
  });
  clock.schedule(due, startMs + 1000);
  return due;
}
