import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timer } from '../../mock-service/time/clock.ts';
import { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import { Exchange, type Transport } from './exchange.ts';
import { GovernedTransport } from './governed-transport.ts';

class Call extends Exchange {
  readonly asked: number;
  constructor(asked: number, origin = 'http://target') {
    super();
    this.asked = asked;
    this.origin = origin;
  }
  ended(): void {}
}

/** Sends requests at these times, ms. @returns when each went out */
function sent(times: readonly number[], most: number, giveUp: ReadonlySet<number> = new Set()) {
  const clock = new VirtualClock();
  const out: { asked: number; at: number }[] = [];
  const next: Transport = {
    send: exchange => out.push({ asked: (exchange as Call).asked, at: clock.now() }),
    abort() {},
  };
  const held: number[] = [];
  const governed = new GovernedTransport(
    next,
    clock,
    most,
    origin => origin === 'http://target',
    now => held.push(now),
  );
  for (const [i, at] of times.entries()) {
    const call = new Call(i);
    clock.schedule(
      timer(() => governed.send(call)),
      at,
    );
    if (giveUp.has(i))
      clock.schedule(
        timer(() => governed.abort(call)),
        at + 1,
      );
  }
  clock.run(Number.POSITIVE_INFINITY, 1_000_000);
  return { out, held, governed };
}

describe('a governor', () => {
  test('never lets more through in any second, whatever comes and whoever gives up', () => {
    const times = fc.array(fc.nat(5000), { maxLength: 300 }).map(each => each.sort((a, b) => a - b));
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 40 }), fc.array(fc.nat(299)), (at, most, givesUp) => {
        const { out } = sent(at, most, new Set(givesUp));
        for (const { at: from } of out) {
          expect(out.filter(each => each.at >= from && each.at < from + 1000).length).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  test('sends all in their order, those at once that find room', () => {
    const times = fc.array(fc.nat(3000), { maxLength: 100 }).map(each => each.sort((a, b) => a - b));
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 120 }), (at, most) => {
        const { out, held, governed } = sent(at, most);
        expect(out.map(({ asked }) => asked)).toEqual(at.map((_, i) => i));
        const late = out.filter(each => each.at > (at[each.asked] as number)).length;
        expect([held.length, governed.heldBack]).toEqual([late, late]);
        if (most >= at.length) expect(late).toBe(0);
      }),
    );
  });

  test('leaves what does not count alone', () => {
    const clock = new VirtualClock();
    let passed = 0;
    const next: Transport = { send: () => passed++, abort() {} };
    const governed = new GovernedTransport(next, clock, 1, origin => origin !== 'http://control');
    for (let i = 0; i < 5; i++) governed.send(new Call(i, 'http://control'));
    expect([passed, governed.heldBack]).toEqual([5, 0]);
  });
});
