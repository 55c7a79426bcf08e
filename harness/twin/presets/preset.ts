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
  /** What these alone do not tell, and what to add so that they do: a sentence each, by the role that it is about. */
  readonly lacks: Readonly<Partial<Record<Role, string>>>;
}
