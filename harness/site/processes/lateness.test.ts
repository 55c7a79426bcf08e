import { expect, test } from 'vitest';
import { type Clock, timer } from '../../../mock-service/time/clock.ts';
import { VirtualClock } from '../../../mock-service/time/virtual-clock.ts';
import { Lateness } from './lateness.ts';

/** A clock whose time may pass while nothing runs. */
class StandingClock implements Clock {
  readonly #inner = new VirtualClock();
  #lostMs = 0;
  now = (): number => this.#inner.now() + this.#lostMs;
  schedule: Clock['schedule'] = (each, at) =>
    this.#inner.schedule(
      timer(() => each.handler.fire(this.now())),
      at - this.#lostMs,
    );
  cancel: Clock['cancel'] = () => {};
  stand(ms: number): void {
    this.#lostMs += ms;
  }
  run(ms: number): void {
    this.#inner.advance(this.#inner.now() + ms);
  }
}

test('a process that runs what is due is not late', () => {
  const clock = new StandingClock();
  const lateness = new Lateness(clock);
  clock.run(1000);
  expect(lateness.takeWorstMs()).toBe(0);
});

test('one that stood still is late by so much, once, less what it was not waiting for', () => {
  const clock = new StandingClock();
  const lateness = new Lateness(clock);
  clock.run(500);
  clock.stand(300);
  clock.run(500);
  expect(lateness.takeWorstMs()).toBeGreaterThanOrEqual(290);
  expect(lateness.takeWorstMs()).toBe(0);
});

test('what is overdue now counts', () => {
  const clock = new StandingClock();
  const lateness = new Lateness(clock);
  clock.run(500);
  clock.stand(700);
  expect(lateness.takeWorstMs()).toBeGreaterThanOrEqual(690);
});
