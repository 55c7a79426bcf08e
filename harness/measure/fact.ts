import type { z } from 'zod';

/** What a schema describes, as everybody has it who did not make it: a fact does not change. The schema alone says what its fields mean. */
export type Fact<Schema extends z.ZodType> = Unchanging<z.output<Schema>>;

type Unchanging<Value> = { readonly [Key in keyof Value]: Unchanging<Value[Key]> };
