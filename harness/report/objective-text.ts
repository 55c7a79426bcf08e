import { NO_DATA, share } from '../verdict/figures.ts';
import type { ObjectiveResult } from '../verdict/objectives/judged-objective.ts';
import { objective } from '../verdict/objectives/objectives.ts';
import { figureOf } from '../verdict/sentences.ts';
import type { JudgedThreshold } from '../verdict/thresholds.ts';

/** A judged thing's status in one or two words. */
export function statusText(status: ObjectiveResult['status']): string {
  switch (status) {
    case 'ok':
      return 'ok';
    case 'broken':
      return 'BROKEN';
    case 'not-applicable':
      return 'not judged';
    case 'no-data':
      return 'no data';
  }
}

/**
 * An objective where its value stands beside those of others: with what it is a share of, where that is not all.
 * @param called by its name, or with the class that it is of
 */
export function objectiveTitle({ name }: Pick<ObjectiveResult, 'name'>, called: string): string {
  return called === name ? (objective(name).called ?? name) : called;
}

export function valueText({ name, value }: ObjectiveResult): string {
  return value === null ? '–' : objective(name).print(value);
}

/** `388 ms to spare`, `1204 ms over`; nothing where there is nothing to spare. */
export function marginText({ name, margin, limit }: ObjectiveResult): string {
  if (margin === null || (margin === 0 && limit === 0)) return '';
  const { unit, asks, print } = objective(name);
  const size = Math.abs(margin);
  const text = unit === 'share' ? `${share(size).slice(0, -1)} points` : print(size);
  return `${text} ${margin >= 0 ? 'to spare' : asks === 'at-least' ? 'short' : 'over'}`;
}

/** What an objective says beyond its figures: its margin, or why it was not judged. */
export function remarkText(objective: ObjectiveResult): string {
  return [marginText(objective), objective.note ?? ''].filter(part => part !== '').join('; ');
}

export function thresholdStatus({ ok, value }: JudgedThreshold): ObjectiveResult['status'] {
  return value === null ? 'no-data' : ok ? 'ok' : 'broken';
}

export function thresholdValue({ value }: JudgedThreshold): string {
  return value === null ? NO_DATA : figureOf(value);
}
