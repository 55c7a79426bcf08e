import { z } from 'zod';
import { name } from '../../mock-service/settings/fields.ts';
import { DRILL_CLASSES } from '../verdict/drill-class.ts';

/** The file format of an incident that can be replayed: `replay.yaml` in a folder of its own. */

const text = (help: string) => name(/\S/, 'a text').describe(help);
const file = (help: string) => name(/\S/, 'the name of a file, from the folder of this one').describe(help);

const drill = z.strictObject({
  asks: text('What it is to show, as a question or a phrase.'),
  expect: z
    .enum(DRILL_CLASSES)
    .describe(
      'What becomes of service: holds, recovers (is lost, and back at the end), stays-down (is lost, and is not).',
    ),
  cache: file('The cache settings under test (default: those of the incident).').optional(),
  topology: file('The system under test (default: that of the incident).').optional(),
  set: z.array(text('PATH=VALUE, as of --set.')).prefault([]).describe('Values that it changes.'),
  env: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/, 'the name of a variable'), z.union([z.string(), z.number()]))
    .prefault({})
    .describe("What it adds to the script's __ENV."),
});

/** The drills that every incident has. */
export const NEEDED_DRILLS = ['incident', 'quiet-hour', 'way-out'] as const;

export const postMortemSchema = z
  .strictObject({
    title: text('Who and when: GitHub, 9 February 2026.'),
    source: text('Where the report is: its address, or what it is called.'),
    happened: text('What happened, as the report says, in sentences of your own.'),
    ended: text('What ended it, and what was changed afterwards.'),
    script: file('The script of its drills.').prefault('replay.ts'),
    topology: file('The system under test.').prefault('topology.yaml'),
    cache: file('The cache settings under test.').prefault('settings.yaml'),
    baseline: file('What "baseline" means to the script (default: the settings under test).').optional(),
    drills: z
      .record(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'lower-case letters, digits and dashes'), drill)
      .describe(`Its drills, in this order; ${NEEDED_DRILLS.join(', ')} at least.`),
  })
  .meta({ title: 'Headroom post-mortem' });
