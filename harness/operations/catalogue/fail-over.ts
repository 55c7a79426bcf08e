import { z } from 'zod';
import { printDuration } from '../../../mock-service/settings/units.ts';
import type { EventWords, FactsOf, Trigger } from './event-entry.ts';
import { inSeconds, operationEntry, type Stage } from './operation-entry.ts';
import { drainField, poolField } from './request-field.ts';

const moved = { to: z.string() } as const;
const moving = { ...moved, overMs: z.number() } as const;

function begun(trigger: Trigger): EventWords<typeof moving> {
  return {
    facts: moving,
    target: ({ to }) => to,
    trigger,
    sentence: ({ overMs }) => (overMs === 0 ? 'at once' : `over ${printDuration(overMs)}`),
  };
}

function completed(trigger: Trigger): EventWords<typeof moved> {
  return { facts: moved, target: ({ to }) => to, trigger, sentence: ({ to }) => `all users prefer ${to}` };
}

/** Moves users after a time. A failover that has not begun by the next order never does. */
function move(
  stage: Stage<FactsOf<typeof moving>, FactsOf<typeof moved>>,
  { to, overMs }: FactsOf<typeof moving>,
  afterMs: number,
): void {
  const begin = (): void => {
    stage.begun({ to, overMs });
    stage.endsWithMove({ to });
    stage.site.proxy({ kind: 'move', to, overMs });
  };
  stage.inTurn('move', 1, afterMs, begin, () => {});
}

export const failOver = operationEntry({
  name: 'fail-over',
  does: 'Moves users to a pool, at once or over a duration.',
  fields: { to: poolField('to'), over: drainField('users move') },
  order: ({ to, over }) => ({ to, overMs: over }),
  perform({ to, overMs }, stage) {
    const { detectMs = 0 } = stage.pace['fail-over'] ?? {};
    if (detectMs > 0) stage.noted({ kind: 'fail-over-awaited', to, detectMs });
    move(stage, { to, overMs }, detectMs);
  },
  told: ({ to, overMs }) => ({ to, over: inSeconds(overMs) }),
  event: begun('begins'),
  completion: completed(null),
  forms: () => [{ button: 'Fail over' }],
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
