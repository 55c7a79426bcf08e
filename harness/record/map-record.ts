import { z } from 'zod';
import { DRILL_CLASSES } from '../verdict/drill-class.ts';
import {
  arrivalsSchema,
  clockSchema,
  drilledSettingsSchema,
  drilledTopologySchema,
  scriptSchema,
} from '../verdict/drill-identity.ts';
import { interruptedSchema } from '../verdict/interrupted.ts';
import { mapAxisSchema } from '../verdict/map-axis.ts';
import { mapEdgeSchema } from '../verdict/map-edge.ts';
import { type RecordOf, recordKind } from './record-kind.ts';

/** What became of service in a cell: `unknown` where a drill did not show it. */
export const MAP_OUTCOMES = [...DRILL_CLASSES, 'unknown'] as const;
export type MapOutcome = (typeof MAP_OUTCOMES)[number];

const mapSeedsSchema = z.strictObject({
  seeds: z
    .array(z.number())
    .describe("The map's own first: all cells are drilled with it, those at an edge with the others too."),
  agreeing: z
    .array(z.array(z.int().nullable()))
    .describe(
      'By row, of every column: with how many seeds it comes to its outcome; null: it was not drilled with all.',
    ),
  edges: z.array(mapEdgeSchema.nullable()).describe('Along the load, by seed; none where load is on no axis.'),
});

/** What becomes of service in a drill, against two of the things that decide it. */
export const MAP = recordKind({
  name: 'map',
  called: 'map record',
  title: 'Headroom map',
  version: 1,
  fields: {
    interrupted: interruptedSchema.optional(),
    script: scriptSchema,
    topology: drilledTopologySchema,
    cacheSettings: drilledSettingsSchema,
    clock: clockSchema,
    arrivals: arrivalsSchema,
    startedAt: z.iso.datetime(),
    seed: z.number(),
    failsOver: z.boolean().describe('Whether operators move users in the drill.'),
    axes: z.tuple([mapAxisSchema, mapAxisSchema]).describe('Along the columns, and along the rows.'),
    coarse: z.int().describe('Every so many cells in a row and a column were drilled first.'),
    outcomes: z
      .array(z.array(z.enum(MAP_OUTCOMES).nullable()))
      .describe('By row, of every column; null: it was interrupted before that was known.'),
    drilled: z
      .array(z.array(z.boolean()))
      .describe('Which of them were drilled; the others have the outcome of all drilled cells around them.'),
    edge: mapEdgeSchema
      .nullable()
      .describe('Along the load, all else as it is; null: load is on no axis, or a drill did not show it.'),
    bySeed: mapSeedsSchema.optional().describe('How sure the edges are. Left out where there was one seed.'),
  },
  assert: ({ axes: [columns, rows], outcomes, drilled, bySeed }) => {
    for (const cells of [outcomes, drilled, ...(bySeed === undefined ? [] : [bySeed.agreeing])]) {
      if (cells.length !== rows.values.length || cells.some(row => row.length !== columns.values.length))
        throw new Error('a map has a cell for each pair of values');
    }
  },
});

export type MapRecord = RecordOf<typeof MAP>;
