import type { ObjectiveResult } from './judged-objective.ts';
import { objective } from './objectives.ts';

/** What an objective allows or asks for: `none`, `≤ 0.1%`, `≥ 1.10`. */
export function limitText({ name, limit }: Pick<ObjectiveResult, 'name' | 'limit'>): string {
  const { asks, print, unit } = objective(name);
  if (asks === 'at-least') return `≥ ${print(limit)}`;
  return unit === 'share' && limit === 0 ? 'none' : `≤ ${print(limit)}`;
}
