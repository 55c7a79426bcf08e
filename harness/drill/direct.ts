import type { Operations } from '../operations/operations.ts';
import type { Direction } from './drill-spec.ts';

/** Takes the operations of a site out of the script's hands and gives all users to the pool that the direction names. */
export function direct(operations: Operations, { pool }: Pick<Direction, 'pool'>): void {
  const [home] = operations.vocabulary.pools;
  if (pool !== home) operations.apply({ name: 'fail-over', to: pool, overMs: 0 });
  operations.deaf = true;
}
