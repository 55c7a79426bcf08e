import type { Operations } from '../operations/operations.ts';
import type { Direction } from './drill-spec.ts';
import type { RolloutDirector } from './rollout-director.ts';

/**
 * Takes the operations of a site out of the script's hands and gives all users to the pool that the direction names.
 * @param director of a rollout, if it is one
 */
export function direct(
  operations: Operations,
  { pool }: Pick<Direction, 'pool'>,
  director: RolloutDirector | null = null,
): void {
  const [home] = operations.vocabulary.pools;
  if (pool !== home) operations.apply({ name: 'fail-over', to: pool, overMs: 0 });
  for (const operation of director?.begin() ?? []) operations.apply(operation);
  operations.deaf = true;
}
