/** What an operation waits for: `{active} == "{to}"`. */
export interface Condition {
  readonly is: boolean;
  /** The pool, with placeholders. */
  readonly pool: string;
}

const CONDITION = /^\s*\{active\}\s*(==|!=)\s*(["']?)([\w{}-]+)\2\s*$/;

export const CONDITION_FORM = 'a condition on the active pool, such as {active} == "{to}"';

/** @returns undefined for what is none */
export function readCondition(text: string): Condition | undefined {
  const [, comparison, , pool] = CONDITION.exec(text) ?? [];
  return pool === undefined ? undefined : { is: comparison === '==', pool };
}

/** @param active the pool that has the users; null: nobody knows @param pool of the condition, filled in */
export function holds({ is }: Pick<Condition, 'is'>, pool: string, active: string | null): boolean {
  return active !== null && (active === pool) === is;
}
