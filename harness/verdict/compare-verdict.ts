import { z } from 'zod';

/** The verdict on a change of settings. */
export const compareVerdictSchema = z.enum(['safe', 'worse', 'inconclusive']);
export type CompareVerdict = z.infer<typeof compareVerdictSchema>;
