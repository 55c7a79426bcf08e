/** `safety.most` of a target, over whole schedules: whatever executors and stages a script has, no second has more requests. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timer } from '../../mock-service/time/clock.ts';
import { blocking, TestLoad } from '../load/test-load.ts';
import type { BlockingCall } from '../script/runtime/blocking-call.ts';
import { Exchange, type Transport } from '../transport/exchange.ts';
import { GovernedTransport } from '../transport/governed-transport.ts';

const stages = (most: number) =>
  fc.array(
    fc.record({
      target: fc.integer({ min: 0, max: most }),
      duration: fc.integer({ min: 1, max: 4 }).map(s => `${s}s`),
    }),
    {
      minLength: 1,
      maxLength: 3,
    },
  );
const seconds = fc.integer({ min: 1, max: 6 }).map(s => `${s}s`);
const vus = { preAllocatedVUs: 5, maxVUs: 40 };
const startTime = fc.integer({ min: 0, max: 3 }).map(s => `${s}s`);

/** Every executor that there is. */
const scenario = fc.oneof(
  fc
    .record({
      executor: fc.constant('constant-arrival-rate'),
      rate: fc.integer({ min: 1, max: 60 }),
      duration: seconds,
      startTime,
    })
    .map(each => ({ ...each, ...vus })),
  fc
    .record({ executor: fc.constant('ramping-arrival-rate'), startRate: fc.nat(60), stages: stages(80), startTime })
    .map(each => ({ ...each, ...vus })),
  fc.record({
    executor: fc.constant('constant-vus'),
    vus: fc.integer({ min: 1, max: 20 }),
    duration: seconds,
    startTime,
  }),
  fc.record({ executor: fc.constant('ramping-vus'), startVUs: fc.nat(10), stages: stages(20), startTime }),
  fc.record({
    executor: fc.constant('per-vu-iterations'),
    vus: fc.integer({ min: 1, max: 8 }),
    iterations: fc.integer({ min: 1, max: 12 }),
    maxDuration: fc.constant('8s'),
    startTime,
  }),
  fc.record({
    executor: fc.constant('shared-iterations'),
    vus: fc.integer({ min: 1, max: 8 }),
    iterations: fc.integer({ min: 8, max: 60 }),
    maxDuration: fc.constant('8s'),
    startTime,
  }),
);
const executors = [
  'constant-arrival-rate',
  'ramping-arrival-rate',
  'constant-vus',
  'ramping-vus',
  'per-vu-iterations',
  'shared-iterations',
];

/** One request of a session. */
class Request extends Exchange implements BlockingCall {
  readonly #transport: Transport;
  #vu: { resume(value: unknown): void } | null = null;

  constructor(transport: Transport) {
    super();
    this.#transport = transport;
    this.origin = 'http://target';
  }

  begin(vu: { resume(value: unknown): void }): void {
    this.#vu = vu;
    this.#transport.send(this);
  }

  ended(): void {
    this.#vu?.resume(undefined);
  }

  cancel(): void {
    this.#transport.abort(this);
  }
}

/** Runs a script whose sessions send so many requests, one after the other. @returns when each went out, ms */
function sentBy(scenarios: Record<string, object>, most: number, calls: number, latencyMs: number): number[] {
  const sent: number[] = [];
  const load = new TestLoad(
    drill => {
      const send = blocking(function* () {
        for (let i = 0; i < calls; i++) yield new Request(governed(drill));
      });
      return { options: { scenarios }, setup: send, default: send };
    },
    { spacing: 'poisson' },
  );
  let transport: GovernedTransport | null = null;
  const governed = ({ clock }: TestLoad): GovernedTransport => {
    const gone = new Set<Exchange>();
    const target: Transport = {
      send: exchange => {
        sent.push(clock.now());
        clock.schedule(
          timer(now => {
            if (!gone.has(exchange)) exchange.ended(now);
          }),
          clock.now() + latencyMs,
        );
      },
      abort: exchange => gone.add(exchange),
    };
    transport ??= new GovernedTransport(target, clock, most, origin => origin === 'http://target');
    return transport;
  };
  load.run();
  return sent;
}

/** The most in any second, wherever it begins. */
function mostInASecond(at: readonly number[]): number {
  return Math.max(0, ...at.map(from => at.filter(each => each >= from && each < from + 1000).length));
}

test('is never exceeded in any second, whatever the script asks for', () => {
  const seen = new Set<string>();
  let held = 0;
  fc.assert(
    fc.property(
      fc.array(scenario, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 900 }),
      (list, most, calls, latencyMs) => {
        for (const { executor } of list) seen.add(executor);
        const sent = sentBy(Object.fromEntries(list.map((each, i) => [`s${i}`, each])), most, calls, latencyMs);
        const busiest = mostInASecond(sent);
        expect(busiest).toBeLessThanOrEqual(most);
        if (busiest === most) held++;
      },
    ),
    { numRuns: 150 },
  );
  // It has been tried with each, and where it matters.
  expect([...seen].sort()).toEqual([...executors].sort());
  expect(held).toBeGreaterThan(20);
});
