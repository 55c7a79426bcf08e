import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Mutant } from './mutant.ts';

const schema = z.array(
  z.strictObject({
    file: z.string(),
    within: z.string(),
    original: z.string(),
    mutant: z.string(),
    reason: z.string().min(1),
  }),
);

/** A mutant that no test can notice, and why. What it is known by does not change when lines move. */
export type Equivalent = z.infer<typeof schema>[number];

/** Reads the reviewed list. @throws if an entry is not one */
export function readEquivalents(path: URL): Equivalent[] {
  return schema.parse(parse(readFileSync(path, 'utf8')) ?? []);
}

/** The entry for a mutant, or undefined. */
export function equivalentOf(mutant: Mutant, equivalents: readonly Equivalent[]): Equivalent | undefined {
  return equivalents.find(
    ({ file, within, original, mutant: text }) =>
      file === mutant.file && within === mutant.within && original === mutant.original && text === mutant.mutant,
  );
}
