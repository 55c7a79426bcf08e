import type { Meaning, Role } from '../role.ts';

/** The names that a library or a program gives to its metrics. */
export interface Preset {
  readonly roles: Readonly<
    Partial<
      Record<
        Role,
        {
          readonly query: string;
          readonly labels?: Readonly<Partial<Record<Meaning, string>>>;
          readonly times?: number;
        }
      >
    >
  >;
  /** What of a service cannot be known from these alone, and what to add so that it can: a sentence each. */
  readonly lacks: readonly string[];
}
