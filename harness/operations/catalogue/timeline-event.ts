import { z } from 'zod';
import { CATALOGUE } from './catalogue.ts';
import type { AnyEvent } from './event-entry.ts';
import { SYSTEM_EVENTS } from './system-event.ts';

/** Every kind of event that a timeline can have. */
export const EVENTS = [
  ...CATALOGUE.map(({ event }) => event),
  ...CATALOGUE.flatMap(({ completion }) => (completion === null ? [] : [completion])),
  ...SYSTEM_EVENTS,
];

/** What was done or happened during a drill, as the record has it: its facts, and a sentence that is made of them. */
export const toldEventSchema = z.discriminatedUnion('operation', EVENTS.map(({ schema }) => schema) as Schemas);
type Schemas = [(typeof EVENTS)[number]['schema'], ...(typeof EVENTS)[number]['schema'][]];

/** An event with its sentence, for people. */
export type ToldEvent = z.infer<typeof toldEventSchema>;

type Without<Event, Key extends string> = Event extends unknown ? Readonly<Omit<Event, Key>> : never;

/** An event in seconds since t = 0; what setup did is at or below 0. Nothing judges by more than this. */
export type TimelineEvent = Without<ToldEvent, 'detail'>;

/** An event as it happens: `atMs` on the Clock. */
export type TimelineEntry = Without<ToldEvent, 'detail' | 'atS'> & { readonly atMs: number };

/** Moments become seconds since t = 0. @param startedAtMs t = 0 on the Clock */
export function eventOf({ atMs, ...facts }: TimelineEntry, startedAtMs: number): TimelineEvent {
  return { atS: Math.round(atMs - startedAtMs) / 1000, ...facts };
}

/** The entry that makes events of a name out of their facts. */
export function entryNamed(name: TimelineEvent['operation']): AnyEvent {
  return EVENTS.find(each => each.name === name) as unknown as AnyEvent;
}

/** A phrase for people. Nobody reads it back. */
export function sentenceOf(event: TimelineEvent | TimelineEntry): string {
  return entryNamed(event.operation).sentence(event);
}

/** The event with its sentence. */
export function told({ atS, operation, target, ...facts }: TimelineEvent): ToldEvent {
  const detail = sentenceOf({ atS, operation, target, ...facts } as TimelineEvent);
  return { atS, operation, target, detail, ...facts } as ToldEvent;
}
