import { z } from 'zod';
import { share } from '../../../mock-service/settings/fields.ts';
import { printDuration, printShare } from '../../../mock-service/settings/units.ts';
import type { EventWords, FactsOf, Trigger } from './event-entry.ts';
import { inSeconds, operationEntry, type Stage } from './operation-entry.ts';
import { choice, drainField, poolField, type RequestField } from './request-field.ts';

const moved = {
  to: z.string(),
  heldMs: z.number().optional().describe('For how long nobody moved, since caches were too cold; absent: never.'),
} as const;
const moving = {
  ...{ to: z.string(), overMs: z.number() },
  ready: z.number().optional().describe('The hit ratio over there under which nobody more moves; absent: none.'),
} as const;

function begun(trigger: Trigger): EventWords<typeof moving> {
  return {
    facts: moving,
    target: ({ to }) => to,
    trigger,
    sentence: ({ overMs, ready }) =>
      `${overMs === 0 ? 'at once' : `over ${printDuration(overMs)}`}${ready === undefined ? '' : `, while its hit ratio is at least ${printShare(ready)}`}`,
  };
}

function completed(trigger: Trigger): EventWords<typeof moved> {
  return {
    facts: moved,
    target: ({ to }) => to,
    trigger,
    sentence: ({ to, heldMs }) =>
      `all users prefer ${to}${heldMs === undefined ? '' : `; nobody moved for ${printDuration(Math.round(heldMs))} of it, since its caches were cold`}`,
  };
}

/** Moves users after a time. A failover that has not begun by the next order never does. */
function move(
  stage: Stage<FactsOf<typeof moving>, FactsOf<typeof moved>>,
  { to, overMs, ready }: FactsOf<typeof moving>,
  afterMs: number,
): void {
  const begin = (): void => {
    stage.begun({ to, overMs, ...(ready === undefined ? {} : { ready }) });
    stage.endsWithMove({ to }, ready === undefined ? null : { to, hitRatio: ready });
    stage.site.proxy({ kind: 'move', to, overMs });
  };
  stage.inTurn('move', 1, afterMs, begin, () => {});
}

export const failOver = operationEntry({
  name: 'fail-over',
  does: 'Moves users to a pool, at once or over a duration.',
  fields: { to: poolField('to'), over: drainField('users move'), ready: readyField() },
  conflicts: ({ over, ready }) =>
    ready !== undefined && over === 0
      ? [{ path: ['ready'], wrong: 'all users move at once', allowed: 'a time for over beside it, such as 60s' }]
      : [],
  order: ({ to, over, ready }) => ({ to, overMs: over, ...(ready !== undefined && { ready }) }),
  perform({ to, overMs, ready }: { to: string; overMs: number; ready?: number }, stage) {
    const { detectMs = 0 } = stage.pace['fail-over'] ?? {};
    if (detectMs > 0) stage.noted({ kind: 'fail-over-awaited', to, detectMs });
    move(stage, { to, overMs, ...(ready !== undefined && { ready }) }, detectMs);
  },
  told: ({ to, overMs, ready }) => ({ to, over: inSeconds(overMs), ready: String(ready ?? 0) }),
  event: begun('begins'),
  completion: completed(null),
  forms: () => [
    { button: 'Fail over', fields: ['to', 'over'] },
    { button: 'Fail over when ready', fields: ['to', 'ready'], body: { over: '60s' } },
  ],
});

export const failBack = operationEntry({
  name: 'fail-back',
  does: 'Moves users back to the first pool, at once or over a duration.',
  fields: { over: drainField('users move') },
  order: ({ over }) => ({ overMs: over }),
  perform({ overMs }, stage) {
    move(stage, { to: (stage.site.pools[0] as { name: string }).name, overMs }, 0);
  },
  told: ({ overMs }) => ({ over: inSeconds(overMs) }),
  event: begun('ends'),
  completion: completed('ends'),
  forms: ({ pools }) => [{ button: `Fail back to ${pools[0]}` }],
});

/** The hit ratio of the pool, 0–1, under which nobody more moves; undefined: they move in any case. */
function readyField(): RequestField<number | undefined> {
  const hitRatio = share({ above: 0, max: 1 });
  return {
    label: 'over 60 s, while its hit ratio is',
    schema: () =>
      z
        .union([hitRatio, z.strictObject({ hitRatio })])
        .transform(written => (typeof written === 'object' ? written.hitRatio : written))
        .optional(),
    choices: () => [choice('at least 80 %', '80%'), choice('at least 50 %', '50%'), choice('at least 95 %', '95%')],
  };
}
