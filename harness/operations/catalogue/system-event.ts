import { z } from 'zod';
import { printDuration, printShare } from '../../../mock-service/settings/units.ts';
import { LOCAL_FAILURES, type LocalFailure } from '../../http1/connection-failure.ts';
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
    because: z
      .enum(['operation', 'health', 'unordered'])
      .describe('Why most users go to another pool now; unordered: of a target, nobody of this drill has ordered it.'),
    instance: name.nullable().describe('Whose health had changed; null: an operation moved them, or nobody has told.'),
  },
  target: ({ to }) => to,
  trigger: null,
  sentence: ({ from, to, because, instance: changed }) => {
    if (because === 'unordered') return `from ${from} to ${to}: nobody had ordered it`;
    return `from ${from} to ${to}: ${changed === null ? 'operation' : `health of ${changed}`}`;
  },
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

/** An instance, for want of memory. */
export const instanceDied = systemEvent('instance-died', {
  facts: { death: z.strictObject({ cause: z.literal('out-of-memory'), ...instance }) },
  target: ({ death }) => death.instance,
  trigger: null,
  sentence: () => 'out of memory: what it held is lost',
});

export const instanceRestarted = systemEvent('instance-restarted', {
  facts: instance,
  target: facts => facts.instance,
  trigger: null,
  sentence: () => 'back, cold',
});

/** An autoscaler has asked for instances, or let some go. */
export const scaled = systemEvent('scaled', {
  facts: {
    ...{ pool: name, from: z.int().describe('Asked for before.'), to: z.int() },
    cpu: z.number().describe('Their mean share; those that were not there yet use nothing.'),
  },
  target: facts => facts.pool,
  trigger: null,
  sentence: ({ from, to, cpu }) =>
    `from ${from} to ${to} instances, at ${printShare(Math.round(cpu * 1000) / 1000)} of the CPU`,
});

/** Instances that an autoscaler had asked for take load. */
export const instancesCame = systemEvent('instances-came', {
  facts: { pool: name, came: z.int(), present: z.int().describe('That take load now.') },
  target: facts => facts.pool,
  trigger: null,
  sentence: ({ came, present }) => `${came} came, cold: there are ${present}`,
});

/** A failover that somebody has ordered begins when the failure has been detected. */
export const failOverAwaited = systemEvent('fail-over-awaited', {
  facts: { to: name, detectMs: z.number() },
  target: ({ to }) => to,
  trigger: null,
  sentence: ({ detectMs }) => `begins in ${printDuration(detectMs)}, when the failure has been detected`,
});

/** A failover stands still until those whom it has moved find what they ask for in the caches. */
export const failOverHeld = systemEvent('fail-over-held', {
  facts: {
    to: name,
    hitRatio: z.number().describe('Of that pool, in the second before.'),
    ready: z.number().describe('What it was to be.'),
  },
  target: ({ to }) => to,
  trigger: null,
  sentence: ({ hitRatio, ready }) =>
    `nobody more moves while its hit ratio is under ${printShare(ready)}: it was ${printShare(Math.round(hitRatio * 1000) / 1000)}`,
});

/** An instance that has come, or is well again, begins with less than its share. */
export const slowStart = systemEvent('slow-start', {
  facts: { ...instance, windowMs: z.number().describe('Until it has all of its share.') },
  target: facts => facts.instance,
  trigger: null,
  sentence: ({ windowMs }) => `its share grows over ${printDuration(windowMs)}`,
});

const process = name.describe(
  "A pool's name, `directory`, `proxy`, `drill` (the load generator) or `control` (the control server).",
);

/** A process of a live drill has ended, and nobody had asked it to. */
export const processEnded = systemEvent('process-ended', {
  facts: { process, exit: z.int().nullable(), signal: name.nullable() },
  target: facts => facts.process,
  trigger: null,
  sentence: ({ exit, signal }) => `its process ended (${signal ?? `exit ${exit}`})`,
});

/** A process of a live drill was stopped, or was not let run, from this moment on. */
export const processSilent = systemEvent('process-silent', {
  facts: { process, forMs: z.number().describe('At least.') },
  target: facts => facts.process,
  trigger: null,
  sentence: ({ forMs }) => `its process stood still for more than ${forMs / 1000} s`,
});

/** This machine refused a process of a live drill what its work takes. */
export const processRefused = systemEvent('process-refused', {
  facts: { process, what: z.enum(LOCAL_FAILURES) },
  target: facts => facts.process,
  trigger: null,
  sentence: ({ what }) => `its process was refused what it needs: ${refusalText(what)}`,
});

const REFUSALS: Readonly<Record<LocalFailure, string>> = {
  'no-files': 'too many files are open (ulimit -n says how many may be)',
  'no-memory': 'no memory is left',
  'no-port': 'no port is left to send from',
};

export function refusalText(what: LocalFailure): string {
  return REFUSALS[what];
}

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

const carriedOut = {
  of: name.describe('The operation.'),
  how: name.describe('`exit 0`, `status 202`, `no end after 60 s`.'),
  tookMs: z.number(),
} as const;

/** What somebody ordered of a target is done: its command or call has ended well, and its condition holds. */
export const operationDone = eventEntry('operation-done', 'completion', {
  facts: carriedOut,
  target: ({ of }) => of,
  // A roll-back is on the timeline from its order on; the trigger is gone when it is done.
  trigger: ({ of }) => (of === 'roll-back' ? 'ends' : null),
  sentence: ({ how, tookMs }) => `${how} after ${printDuration(tookMs)}`,
});

/** What somebody ordered of a target failed, or did not end in time. */
export const operationFailed = systemEvent('operation-failed', {
  facts: carriedOut,
  target: ({ of }) => of,
  trigger: null,
  sentence: ({ how, tookMs }) => `${how} after ${printDuration(tookMs)}`,
});

export const SYSTEM_EVENTS = [
  activePool,
  instanceDown,
  instanceUp,
  instanceEjected,
  instanceReturned,
  instanceDied,
  instanceRestarted,
  scaled,
  instancesCame,
  failOverAwaited,
  failOverHeld,
  slowStart,
  processEnded,
  processSilent,
  processRefused,
  overload,
  overloadCompleted,
  operationDone,
  operationFailed,
] as const;

type SystemEvent = (typeof SYSTEM_EVENTS)[number];
type Facts = { readonly [Event in SystemEvent as Event['name']]: Parameters<Event['at']>[1] };

/** An event as whoever sees it tells it: its facts, and when it was, ms on the Clock. */
export type Happening<Name extends keyof Facts = keyof Facts> = Name extends unknown
  ? { readonly kind: Name; readonly atMs: number } & Facts[Name]
  : never;
