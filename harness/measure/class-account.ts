import { z } from 'zod';
import type { RequestClasses } from '../../mock-service/model/request-classes.ts';
import { NO_HEADERS } from '../transport/exchange.ts';
import type { Fact } from './fact.ts';
import type { EndedRequest, Outcome } from './request-log.ts';

/** What became of the requests of a class. */
export const classTotalsSchema = z.strictObject({
  name: z.string(),
  offered: z.int(),
  good: z.int(),
  refused: z.int().describe('Errors: 503 and 429, answered at once.'),
  timeouts: z.int(),
  errors: z.int().describe('5xx, 429, transport failures and timeouts.'),
  unexpected: z.int(),
  interrupted: z.int().describe('Stopped while they were under way, and not yet late.'),
});

export type ClassTotals = Fact<typeof classTotalsSchema>;

/** The same, with the part that is judged. */
export interface ClassFacts extends ClassTotals {
  /** Of requests whose iteration was due before the first dropped one. */
  readonly undisturbed: { readonly ended: number; readonly timeouts: number; readonly errors: number };
}

type Counted = { -readonly [Field in keyof ClassTotals]: ClassTotals[Field] };

interface Undisturbed {
  ended: number;
  timeouts: number;
  errors: number;
}

type Identified = Partial<Pick<EndedRequest, 'method' | 'path' | 'headers'>>;

/** The part of the account that is by class; only RequestAccount counts in here. */
export class ClassAccount {
  readonly #classes: RequestClasses;
  readonly #facts: Counted[];
  readonly #undisturbed: Undisturbed[];

  constructor(classes: RequestClasses) {
    this.#classes = classes;
    const none = { offered: 0, good: 0, refused: 0, timeouts: 0, errors: 0, unexpected: 0, interrupted: 0 };
    this.#facts = classes.names.map(name => ({ name, ...none }));
    this.#undisturbed = classes.names.map(() => ({ ended: 0, timeouts: 0, errors: 0 }));
  }

  /** @param refused whether the error was an answer given at once */
  ended(request: Identified, outcome: Outcome, refused: boolean, undisturbed: boolean): void {
    const rank = this.#rankOf(request);
    const facts = this.#facts[rank] as Counted;
    const clean = this.#undisturbed[rank] as Undisturbed;
    facts.offered++;
    if (undisturbed && outcome !== 'interrupted') clean.ended++;
    switch (outcome) {
      case 'good':
        facts.good++;
        return;
      case 'unexpected':
        facts.unexpected++;
        return;
      case 'interrupted':
        facts.interrupted++;
        return;
      case 'timeout':
        facts.timeouts++;
        if (undisturbed) clean.timeouts++;
        break;
      case 'error':
        if (refused) facts.refused++;
    }
    facts.errors++;
    if (undisturbed) clean.errors++;
  }

  facts(): ClassFacts[] {
    return this.#facts.map((facts, rank) => ({
      ...facts,
      undisturbed: { ...(this.#undisturbed[rank] as Undisturbed) },
    }));
  }

  #rankOf({ method = 'GET', path = '/', headers = NO_HEADERS }: Identified): number {
    return this.#classes.of(method, path, headers);
  }
}
