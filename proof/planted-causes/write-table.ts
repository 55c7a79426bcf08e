/** Prints what the cause of every planted drill names: `node proof/planted-causes/write-table.ts [SEED]`; ends in 1 if too few are right. */
import {
  namesBoth,
  PLANTED_LOOPS,
  type PlantedLoopName,
  type PlantedTrigger,
  plantedDrill,
  TRIGGERS,
} from './planted.ts';

const LEAST_RIGHT = 23;
const seed = Number(process.argv[2] ?? 1);
let right = 0;
for (const loop of Object.keys(PLANTED_LOOPS) as PlantedLoopName[]) {
  for (const trigger of Object.keys(TRIGGERS) as PlantedTrigger[]) {
    const record = await plantedDrill(trigger, loop, seed);
    const isRight = namesBoth(record, trigger, loop);
    if (isRight) right++;
    const { cause, timeouts } = record;
    const found = `${cause?.trigger?.operation ?? '–'} × ${cause?.sustaining?.loop ?? '–'}`;
    console.log(`${isRight ? '✓' : '✗'} ${trigger} × ${loop}: ${found} (${timeouts.recovery?.outcome ?? '–'})`);
    console.log(`    ${cause?.sentence ?? record.reasons[0]}`);
  }
}
console.log(`${right} of ${Object.keys(PLANTED_LOOPS).length * Object.keys(TRIGGERS).length} right`);
process.exitCode = right >= LEAST_RIGHT ? 0 : 1;
