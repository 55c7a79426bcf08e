import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';

/** What became of an operation; texts have the names of secrets in place of their values. */
const endSchema = z.strictObject({
  ok: z.boolean(),
  how: z.string().describe('`exit 0`, `status 202`, `no end after 60 s`.'),
  tookMs: z.number(),
  output: z.string().describe('The end of what its command wrote, or of the answer.'),
});

const carriedOutSchema = z.strictObject({ operation: z.string(), ...endSchema.shape });

/** What the record of a drill has of a system that exists beside what every record has. */
export const targetPartSchema = z.strictObject({
  url: z.string(),
  environment: z.record(z.string(), z.string()).describe('What was given with -e; what is secret is not shown.'),
  rehearsal: z.boolean().describe('Everything was tried, at one request a second.'),
  settingsFile: z.string().nullable().describe('What operations were given to deploy; null: none.'),
  baselineFile: z.string().nullable(),
  inForce: z
    .string()
    .nullable()
    .describe('What the target said before the drill of the settings in force; null: nobody asked.'),
  reset: endSchema
    .nullable()
    .default(null)
    .describe('What brought it to the state in which every drill of a comparison begins; null: nothing did.'),
  mostPerSecond: z
    .number()
    .nullable()
    .describe('Requests that might be sent in a second; null: as many as the script says.'),
  measuredEveryS: z.number().nullable().describe('How often its metrics were read; null: nobody measures it.'),
  measured: z.array(z.string()).describe('Metrics that gave numbers.'),
  notMeasured: z.array(z.string()).describe('Metrics that did not; null in the figures, and never a cause.'),
  operations: z.array(
    carriedOutSchema.extend({ atS: z.number().describe('When it was ordered; what setup did is at or below 0.') }),
  ),
  undo: z
    .strictObject({ why: z.string(), operations: z.array(carriedOutSchema) })
    .nullable()
    .describe('What was undone when the drill ended early; null: it came to its end. None: nothing had been done.'),
});

export type TargetPart = Fact<typeof targetPartSchema>;
