import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PATIENCE } from './child.ts';
import { LOOK_EVERY_MS, type Look, Silence, type Stuck } from './silence.ts';

/** A process that has spoken once; each look finds it to have used so much more, ms, waiting or not. */
function spoken(): { silence: Silence; look: (usedMs: number, waits?: boolean) => Stuck | null } {
  const silence = new Silence(PATIENCE);
  silence.heard();
  let usedMs = 1234;
  return { silence, look: (more, waits = false) => silence.look({ usedMs: (usedMs += more), waits }) };
}

/** What comes of looking until it is stuck, and after how long, ms. */
function until(look: () => Stuck | null, mostMs = 3_600_000): { stuck: Stuck | null; ms: number } {
  let stuck: Stuck | null = null;
  let ms = 0;
  for (; stuck === null && ms < mostMs; ms += LOOK_EVERY_MS) stuck = look();
  return { stuck, ms };
}

describe('a process that does not speak', () => {
  it('and works all the time is in an endless loop after 5 s', () => {
    const { look } = spoken();
    // The first look only shows where it begins.
    expect(until(() => look(500))).toEqual({ stuck: 'works', ms: 5500 });
  });

  it('and is let work a fiftieth of the time is given fifty times as long', () => {
    const { look } = spoken();
    expect(until(() => look(10))).toEqual({ stuck: 'works', ms: 250_500 });
  });

  it('and is never let run is never given up', () => {
    const { look } = spoken();
    expect(until(() => look(0)).stuck).toBeNull();
  });

  it('and waits is given up after a minute', () => {
    const { look } = spoken();
    expect(until(() => look(0, true))).toEqual({ stuck: 'waits', ms: 60_500 });
  });

  it('and waits by turns, as one that starts and ends much, is not taken to wait', () => {
    const { look } = spoken();
    let turn = 0;
    expect(until(() => look(0, turn++ % 2 === 0)).stuck).toBeNull();
  });

  it('is given half a minute where nothing more can be seen of it', () => {
    const silence = new Silence(PATIENCE);
    silence.heard();
    expect(until(() => silence.look(null))).toEqual({ stuck: 'silent', ms: 30_000 });
  });

  it('works as long as it likes before its first word, since it loads, but does not wait for ever', () => {
    const silence = new Silence(PATIENCE);
    let usedMs = 0;
    const loads = (): Stuck | null => silence.look({ usedMs: (usedMs += 500), waits: false });
    expect(until(loads).stuck).toBeNull();
    expect(until(() => silence.look({ usedMs, waits: true }))).toEqual({ stuck: 'waits', ms: 60_500 });
  });

  it('is not stuck by what it used while this process was kept from hearing it: two more looks are taken', () => {
    const { silence, look } = spoken();
    expect([look(0), look(100_000)]).toEqual([null, null]);
    silence.heard();
    expect([look(0), look(100_000), look(0)]).toEqual([null, null, 'works']);
  });
});

it('whatever it does, a process that speaks at least at every second look is not stuck', () => {
  const seen: fc.Arbitrary<Look> = fc.option(fc.record({ usedMs: fc.nat(1_000_000), waits: fc.boolean() }));
  fc.assert(
    fc.property(fc.array(seen), looks => {
      const silence = new Silence(PATIENCE);
      for (const [i, look] of looks.entries()) {
        if (i % 2 === 0) silence.heard();
        expect(silence.look(look)).toBeNull();
      }
    }),
  );
});
