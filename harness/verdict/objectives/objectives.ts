import { errors } from './errors.ts';
import { good } from './good.ts';
import { headroom } from './headroom.ts';
import type { Objective } from './objective.ts';
import { p99 } from './p99.ts';
import { recovery } from './recovery.ts';
import { timeouts } from './timeouts.ts';

/** Every objective, in the order in which they are judged and shown. */
const TABLE = [timeouts, errors, good, p99, recovery, headroom] as const;
type Entry = (typeof TABLE)[number];

export type ObjectiveName = Entry['name'];
export const OBJECTIVES: readonly Objective<ObjectiveName>[] = TABLE;

/** A time has its unit in its name. */
type Field<Of extends Entry> = Of['unit'] extends 'ms' ? `${Of['name']}Ms` : Of['name'];

/** What `pass` means: limits in each objective's unit. Null: not asked for. */
export type Objectives = { readonly [Each in Entry as Field<Each>]: number | null };

/** The objective of that name. */
export function objective(name: ObjectiveName): Objective<ObjectiveName> {
  return BY_NAME.get(name) as Objective<ObjectiveName>;
}

const BY_NAME = new Map(OBJECTIVES.map(each => [each.name, each]));

/** A topology's limit for one objective; null: not asked for. */
export function limitIn(objectives: Objectives, { name, unit }: Pick<Objective, 'name' | 'unit'>): number | null {
  return objectives[limitField({ name, unit })];
}

/** Limits by the objectives' names as a topology holds them. */
export function objectivesOf(limits: Readonly<Record<ObjectiveName, number | null>>): Objectives {
  const fields = OBJECTIVES.map(each => [limitField(each), limits[each.name]]);
  return Object.fromEntries(fields) as Objectives;
}

/** What a topology calls the limit of an objective. */
export function limitField({ name, unit }: Pick<Objective, 'name' | 'unit'>): keyof Objectives {
  return (unit === 'ms' ? `${name}Ms` : name) as keyof Objectives;
}
