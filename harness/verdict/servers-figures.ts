import { z } from 'zod';
import { highest, lowest, sum } from '../measure/column.ts';
import type { Fact } from '../measure/fact.ts';
import type { ServersSeries } from '../measure/servers-series.ts';

const maybe = z.number().nullable();

/** The proxy's own servers over a drill, as the record has them. */
export const serversFiguresSchema = z.strictObject({
  peakCpu: maybe.describe('Share of all cores in their worst second.'),
  peakMemory: maybe.describe('Of the fullest server.'),
  peakHeld: maybe.describe('The most requests that one server held.'),
  deaths: z.int().describe('Servers that died for want of memory.'),
  reset: z.int().describe('Requests that were lost with their server.'),
  refused: z.int().describe('Requests that found no server alive.'),
  fewestAlive: maybe,
});

export type ServersFigures = Fact<typeof serversFiguresSchema>;

export function serversFigures(series: ServersSeries): ServersFigures {
  return {
    peakCpu: highest(series.cpu),
    peakMemory: highest(series.memory),
    peakHeld: highest(series.held),
    deaths: sum(series.deaths),
    reset: sum(series.reset),
    refused: sum(series.refused),
    fewestAlive: lowest(series.alive),
  };
}
