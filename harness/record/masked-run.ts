import { z } from 'zod';
import { type Mask, maskedIn } from '../../mock-service/settings/secret.ts';
import { RUN, type RunRecord } from './run-record.ts';
import { sealed } from './seal.ts';

/** A run's record without secrets. What records are made of whatever a script says stays: a verdict is no secret, nor is a date. */
export function maskedRun(record: RunRecord, mask: Mask): RunRecord {
  const own = (word: string): boolean => vocabulary().has(word) || MOMENT.test(word);
  return sealed(RUN, maskedIn(record, mask, own));
}

const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
let words: ReadonlySet<string> | null = null;

/** Keys and words of choices in the record's schema. */
function vocabulary(): ReadonlySet<string> {
  if (words !== null) return words;
  const found = new Set<string>();
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const {
      properties,
      enum: choices,
      const: only,
    } = node as { properties?: object; enum?: unknown[]; const?: unknown };
    for (const word of [...Object.keys(properties ?? {}), ...(choices ?? []), only])
      if (typeof word === 'string') found.add(word);
    for (const inner of Object.values(node)) walk(inner);
  };
  walk(z.toJSONSchema(RUN.schema));
  return (words = found);
}
