import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { labelOf, type Mutant } from './mutant.ts';

const schema = z.record(
  z.string(),
  z.array(z.strictObject({ because: z.string().min(1), mutants: z.array(z.string()).min(1) })),
);

/** By file: mutants that no test can notice, by their labels, each with the reason. */
export type Equivalents = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Reads the reviewed list. @throws if it is not of its shape */
export function readEquivalents(path: URL): Equivalents {
  const files = Object.entries(schema.parse(parse(readFileSync(path, 'utf8')) ?? {}));
  return new Map(
    files.map(([file, groups]) => [
      file,
      new Map(groups.flatMap(({ because, mutants }) => mutants.map(label => [label, because]))),
    ]),
  );
}

/** Why no test can notice a mutant, or undefined. */
export function reasonOf(mutant: Mutant, equivalents: Equivalents): string | undefined {
  return equivalents.get(mutant.file)?.get(labelOf(mutant));
}

/** What the list says of a file that is not so: no mutant of that label survives. */
export function mistaken(file: string, survivors: readonly Mutant[], equivalents: Equivalents): string[] {
  const labels = new Set(survivors.map(labelOf));
  return [...(equivalents.get(file)?.keys() ?? [])].filter(label => !labels.has(label));
}
