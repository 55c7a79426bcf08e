import { z } from 'zod';
import { printDuration } from '../../../mock-service/settings/units.ts';
import { type EventWords, eventEntry, type Shape } from './event-entry.ts';

/** What the system under test, or the load upon it, does by itself. */
const name = z.string();
const instance = { pool: name, instance: name } as const;

function systemEvent<const Name extends string, Facts extends Shape>(event: Name, words: EventWords<Facts>) {
  return eventEntry(event, 'event', words);
}

export const activePool = systemEvent('active-pool', {
  facts: {
    from: name,
    to: name,
    because: z.enum(['operation', 'health']).describe('Why most users go to another pool now.'),
    instance: name.nullable().describe('Whose health had changed; null: an operation moved them.'),
  },
  target: ({ to }) => to,
  trigger: null,
  sentence: ({ from, to, instance: changed }) =>
    `from ${from} to ${to}: ${changed === null ? 'operation' : `health of ${changed}`}`,
});

export const instanceDown = systemEvent('instance-down', {
  facts: { ...instance, checks: z.int().describe('That failed in a row.'), failure: name.describe('Of the last one.') },
  target: facts => facts.instance,
  trigger: null,
  sentence: ({ checks, failure }) => `${checks} checks failed: ${failure}`,
});

export const instanceUp = systemEvent('instance-up', {
  facts: { ...instance, checks: z.int().describe('That passed in a row.') },
  target: facts => facts.instance,
  trigger: null,
  sentence: ({ checks }) => `${checks} checks passed`,
});

export const instanceEjected = systemEvent('instance-ejected', {
  facts: { ...instance, failures: z.int().describe('In a row.'), forMs: z.number() },
  target: facts => facts.instance,
  trigger: null,
  sentence: ({ failures, forMs }) => `${failures} failures in a row, out for ${forMs} ms`,
});

export const instanceReturned = systemEvent('instance-returned', {
  facts: instance,
  target: facts => facts.instance,
  trigger: null,
  sentence: () => 'its ejection is over',
});

const death = z.discriminatedUnion('cause', [
  z.strictObject({ cause: z.literal('out-of-memory'), ...instance }),
  z.strictObject({
    cause: z.literal('process-ended'),
    process: name.describe("A pool's name, `directory` or `proxy`."),
    exit: z.int().nullable(),
    signal: name.nullable(),
  }),
]);

/** An instance for want of memory, or a whole process of a live site. */
export const instanceDied = systemEvent('instance-died', {
  facts: { death },
  target: facts => (facts.death.cause === 'out-of-memory' ? facts.death.instance : facts.death.process),
  trigger: null,
  sentence: facts =>
    facts.death.cause === 'out-of-memory'
      ? 'out of memory: what it held is lost'
      : `its process ended (${facts.death.signal ?? `exit ${facts.death.exit}`})`,
});

export const instanceRestarted = systemEvent('instance-restarted', {
  facts: instance,
  target: facts => facts.instance,
  trigger: null,
  sentence: () => 'back, cold',
});

/** A failover that somebody has ordered begins when the failure has been detected. */
export const failOverAwaited = systemEvent('fail-over-awaited', {
  facts: { to: name, detectMs: z.number() },
  target: ({ to }) => to,
  trigger: null,
  sentence: ({ detectMs }) => `begins in ${printDuration(detectMs)}, when the failure has been detected`,
});

const factor = z.number().describe("Times the script's highest load.");

/** A load that is held beyond what the script brings, and recedes. */
export const overload = systemEvent('overload', {
  facts: { factor },
  target: () => 'all users',
  trigger: 'begins',
  sentence: facts => times(facts.factor),
});

export const overloadCompleted = eventEntry('overload-completed', 'completion', {
  facts: { factor },
  target: () => 'all users',
  trigger: 'ends',
  sentence: facts => `down to ${times(facts.factor)}`,
});

function times(value: number): string {
  return `${Number(value.toFixed(3))} × the script's highest load`;
}

export const SYSTEM_EVENTS = [
  activePool,
  instanceDown,
  instanceUp,
  instanceEjected,
  instanceReturned,
  instanceDied,
  instanceRestarted,
  failOverAwaited,
  overload,
  overloadCompleted,
] as const;

type SystemEvent = (typeof SYSTEM_EVENTS)[number];
type Facts = { readonly [Event in SystemEvent as Event['name']]: Parameters<Event['at']>[1] };

/** An event as whoever sees it tells it: its facts, and when it was, ms on the Clock. */
export type Happening<Name extends keyof Facts = keyof Facts> = Name extends unknown
  ? { readonly kind: Name; readonly atMs: number } & Facts[Name]
  : never;
