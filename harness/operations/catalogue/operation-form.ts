/** What can be chosen of an operation. `value` is what the control server is told; null: it is not told. */
export interface Choice {
  readonly label: string;
  readonly value: string | null;
}

export interface FormField {
  readonly key: string;
  readonly label: string;
  readonly choices: readonly Choice[];
}

/** An operation as a row of choices and a button: plain data, as the live page is told it. */
export interface OperationForm {
  /** `POST /operations/<operation>` */
  readonly operation: string;
  readonly button: string;
  readonly fields: readonly FormField[];
  /** What is always sent along. */
  readonly body: Readonly<Record<string, string>>;
}

/** What the control server is told. @param chosen the index of each field's choice */
export function bodyOf({ fields, body }: OperationForm, chosen: readonly number[]): Record<string, string> {
  const told = fields.flatMap(({ key, choices }, i) => {
    const value = choices[chosen[i] ?? 0]?.value ?? null;
    return value === null ? [] : [[key, value] as const];
  });
  return { ...body, ...Object.fromEntries(told) };
}
