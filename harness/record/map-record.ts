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
      .describe('Which of them were drilled; the others lie in a block of which all drilled cells have their outcome.'),
    edge: mapEdgeSchema
      .nullable()
      .describe('Along the load, all else as it is; null: load is on no axis, or a drill did not show it.'),
  },
  assert: ({ axes: [columns, rows], outcomes, drilled }) => {
    for (const cells of [outcomes, drilled]) {
      if (cells.length !== rows.values.length || cells.some(row => row.length !== columns.values.length))
        throw new Error('a map has a cell for each pair of values');
    }
  },
});

export type MapRecord = RecordOf<typeof MAP>;
