import type { OperationName } from './catalogue/catalogue.ts';

/** Another value of a field wherever an operation is ordered with that field, as people write it. */
export interface Amendment {
  readonly operation: OperationName;
  readonly field: string;
  readonly value: string | number;
}

/** The JSON body of an operation with what is to be otherwise. */
export function amendedBody(amendments: readonly Amendment[], name: OperationName, body: unknown): unknown {
  if (amendments.length === 0 || typeof body !== 'object' || body === null) return body;
  const other = amendments.filter(({ operation, field }) => operation === name && Object.hasOwn(body, field));
  return { ...body, ...Object.fromEntries(other.map(({ field, value }) => [field, value])) };
}
