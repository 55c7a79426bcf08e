import { z } from 'zod';
import type { Change } from './deployments.ts';
import type { FactsOf } from './event-entry.ts';
import type { Stage } from './operation-entry.ts';

/** How long it takes, ms; left out where it is done at once. */
export const takesMs = z.number().optional();

/** What a deploy or a roll-back that takes time, or may fail, has come to. */
export const outcome = {
  reached: z.int().describe('Instances that have their settings.'),
  of: z.int().describe('Instances that were to get them.'),
  missed: z.array(z.string()).describe('Those that it failed on.'),
} as const;

export function outcomeText({ reached, of, missed }: FactsOf<typeof outcome>): string {
  return `reached ${reached} of ${of}${missed.length === 0 ? '' : `, not ${missed.join(', ')}`}`;
}

/**
 * Gives instances their settings: at once, or one after another as the topology says, failing on some.
 * @param done told what it has come to, unless it was done at once
 */
export function roll(
  stage: Stage<never, never>,
  name: 'deploy' | 'roll-back',
  changes: readonly Change[],
  done: (told: FactsOf<typeof outcome>) => void,
): void {
  const { deployments, site } = stage;
  const pace = stage.pace[name];
  if (pace === undefined) {
    const all = (): void => {
      deployments.reach(changes);
      deployments.putInForce(site);
    };
    return stage.inTurn(SETTINGS, 1, 0, all, () => {});
  }
  const missed: string[] = [];
  let reached = 0;
  const step = (i: number): void => {
    const change = changes[i] as Change;
    const { pool, index, settings } = change;
    if (stage.chance(pool, index) < pace.fails) {
      missed.push(`${pool}-${index}`);
      return;
    }
    reached++;
    deployments.reach([change]);
    const { instances } = site.pools.find(each => each.name === pool) as { instances: number };
    const perInstance = Array.from({ length: instances }, (_, each) => (each === index ? settings : null));
    site.pool(pool, { kind: 'settings', perInstance });
  };
  stage.inTurn(SETTINGS, changes.length, pace.takesMs, step, () => done({ reached, of: changes.length, missed }));
}

/** A deploy stops a roll-back that is under way, and the reverse. */
const SETTINGS = 'settings';
