import { degrade } from './degrade.ts';
import { deploy, rollBack } from './deploy.ts';
import { failBack, failOver } from './fail-over.ts';
import { flush } from './flush.ts';
import type { OperationForm } from './operation-form.ts';
import type { Vocabulary } from './request-field.ts';
import { restart } from './restart.ts';
import { throttle } from './throttle.ts';

/** All that operators can do, in the order in which people are offered it. The rest is told from this table. */
export const CATALOGUE = [deploy, rollBack, failOver, failBack, restart, flush, degrade, throttle] as const;

type Entry = (typeof CATALOGUE)[number];
export type OperationName = Entry['name'];
/** What an operator orders. */
export type Operation = ReturnType<Entry['order']>;

/** The names that the control server takes. */
export const OPERATION_NAMES: readonly OperationName[] = CATALOGUE.map(({ name }) => name);

export function isOperationName(name: string): name is OperationName {
  return CATALOGUE.some(entry => entry.name === name);
}

export function entryOf(name: OperationName): Entry {
  return CATALOGUE.find(entry => entry.name === name) as Entry;
}

/** The operations that a person can order of a site. */
export function operationForms(vocabulary: Vocabulary): OperationForm[] {
  return CATALOGUE.flatMap(({ forms }) => forms(vocabulary));
}
