import { z } from 'zod';
import { causeSchema } from '../verdict/cause.ts';
import { DRILL_CLASSES, drillClass } from '../verdict/drill-class.ts';
import {
  arrivalsSchema,
  clockSchema,
  drilledSettingsSchema,
  drilledTopologySchema,
  scriptSchema,
} from '../verdict/drill-identity.ts';
import { type Interrupted, interruptedSchema, judgedInPart } from '../verdict/interrupted.ts';
import { judgeReplay, judgeReplayElsewhere } from '../verdict/replay.ts';
import { timeoutFactsSchema } from '../verdict/timeout-facts.ts';
import { verdictSchema } from '../verdict/verdict.ts';
import { type RecordOf, reasonsSchema, recordKind } from './record-kind.ts';
import type { RunRecord } from './run-record.ts';
import { sealed } from './seal.ts';

const drillClassSchema = z.enum(DRILL_CLASSES);

/** A public incident, replayed. */
export const REPLAY = recordKind({
  name: 'replay',
  called: 'replay record',
  title: 'Headroom replay',
  version: 1,
  fields: {
    verdict: verdictSchema.describe(
      'On its own topology: whether every drill comes out as the report tells; elsewhere: whether the incident does not happen.',
    ),
    reasons: reasonsSchema,
    interrupted: interruptedSchema.optional(),
    incident: z.strictObject({
      name: z.string(),
      title: z.string(),
      source: z.string(),
      happened: z.string(),
      ended: z.string(),
    }),
    elsewhere: z.boolean().describe("On somebody's own topology, not that of the incident."),
    script: scriptSchema,
    topology: drilledTopologySchema.describe('Of the first drill.'),
    clock: clockSchema,
    arrivals: arrivalsSchema,
    seed: z.number(),
    startedAt: z.iso.datetime(),
    drills: z
      .array(
        z.strictObject({
          name: z.string(),
          asks: z.string(),
          expected: drillClassSchema.describe('What the report tells of it.'),
          class: drillClassSchema.nullable().describe('What became of service; null: it did not show.'),
          verdict: verdictSchema,
          reasons: reasonsSchema,
          cacheSettings: drilledSettingsSchema,
          durationS: z.number(),
          errors: z.number().nullable().describe('Share of the requests that ended; null: none did.'),
          decided: z.number().describe('Of the errors, the share that an operator had ordered.'),
          timeouts: timeoutFactsSchema,
          cause: causeSchema.nullable(),
          path: z.string().describe("Its run's record."),
        }),
      )
      .describe('In the order of the incident; the first is the incident itself.'),
  },
});

export type ReplayRecord = RecordOf<typeof REPLAY>;
export type ReplayDrill = ReplayRecord['drills'][number];

/** An incident's drill that has come to its end. */
export interface ReplayedRun extends Pick<ReplayDrill, 'name' | 'asks' | 'expected' | 'path'> {
  readonly run: RunRecord;
}

/**
 * Makes one record of the drills of an incident.
 * @param drills at least one: those that came to their end
 * @param elsewhere whether the topology is somebody's own
 */
export function replayOf(
  { name, title, source, happened, ended }: ReplayRecord['incident'],
  drills: readonly ReplayedRun[],
  elsewhere: boolean,
  interrupted?: Interrupted,
): ReplayRecord {
  const made = drills.map(drillOf);
  const { script, topology, clock, arrivals, seed, startedAt } = (drills[0] as ReplayedRun).run;
  const judged = made.map(each => ({ ...each, brokeS: each.cause?.brokeS ?? null }));
  const judgement = elsewhere ? judgeReplayElsewhere(judged, topology.name) : judgeReplay(judged);
  return sealed(REPLAY, {
    ...judgedInPart(judgement, interrupted, 'drills'),
    ...(interrupted === undefined ? {} : { interrupted }),
    incident: { name, title, source, happened, ended },
    ...{ elsewhere, script, topology, clock, arrivals, seed, startedAt },
    drills: made,
  });
}

function drillOf({ name, asks, expected, path, run }: ReplayedRun): ReplayDrill {
  const { verdict, reasons, cacheSettings, durationS, requests, timeouts, cause } = run;
  const { offered, interrupted, errors, decided = 0 } = requests;
  const ended = offered - interrupted;
  return {
    ...{ name, asks, expected, class: drillClass(run), verdict, reasons, cacheSettings, durationS },
    errors: ended === 0 ? null : errors / ended,
    decided: errors === 0 ? 0 : decided / errors,
    ...{ timeouts, cause, path },
  };
}
