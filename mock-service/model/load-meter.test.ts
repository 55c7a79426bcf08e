import { expect, it } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import { CostDraws } from './cost-draws.ts';
import { Cpu } from './cpu.ts';
import { LOAD_MEMORY_MS, LoadMeter } from './load-meter.ts';

it('follows the busy share of the cores, and forgets the past over a second', () => {
  const clock = new VirtualClock();
  const cpu = new Cpu(clock, { cores: 2 });
  const meter = new LoadMeter(clock, cpu);
  cpu.submit({ readyAt: 0, start: () => 2000, done: () => {} });
  clock.advance(500);
  const half = 1 - Math.exp(-0.5);
  expect(meter.share()).toBeCloseTo(0.5 * half, 12);
  expect(meter.share()).toBe(meter.share());
  clock.advance(2000);
  expect(meter.share()).toBeCloseTo(0.5 * (1 - Math.exp(-2)), 12);
  clock.advance(2000 + 10 * LOAD_MEMORY_MS);
  expect(meter.share()).toBeLessThan(1e-4);
});

it('draws a cost between that of an idle and that of a busy instance, by the same chance', () => {
  const cost = { idle: { exponential: 2 }, busy: { exponential: 1 } };
  const at = (share: number): number[] => {
    const draws = new CostDraws({ hit: cost, miss: cost, write: cost }, 'primary', 1);
    return [1, 2, 3].map(key => draws.next(0, 'hit', key, { share: () => share }));
  };
  const [idle, half, busy] = [at(0), at(0.5), at(1)];
  expect(busy).toEqual(idle.map(each => each / 2));
  expect(half).toEqual(idle.map(each => each * 0.75));
});
