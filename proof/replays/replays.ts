/**
 * `npm run replays [-- NAME…]`: every drill of every incident that ships, with seeds 1–10 (`--seeds N`). Prints which class each came to, and the
 * CPU that the dearest took; ends in 1 if any came out otherwise than its report tells, or took over ten seconds of CPU. `--write` writes
 * docs/post-mortems.md from what was found, and from what `node proof/replays/ways-out.ts --write` found.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { PostMortem } from '../../harness/replay/read-post-mortem.ts';
import { PAGE, postMortemsPage, type ReplayedDrill, type ReplayedIncident } from './page.ts';
import { POST_MORTEMS, type Replayed, replayed } from './replayed.ts';
import { readWaysOut } from './way-out-rows.ts';

const MOST_CPU_S = 10;
const { values, positionals } = parseArgs({
  options: { seeds: { type: 'string', default: '10' }, write: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const incidents: ReplayedIncident[] = [];
let mostCpuS = 0;
for (const postMortem of POST_MORTEMS) {
  if (positionals.length > 0 && !positionals.includes(postMortem.name)) continue;
  console.log(postMortem.name);
  incidents.push({ postMortem, drills: await withAllSeeds(postMortem, Number(values.seeds)) });
}
const drills = incidents.flatMap(each => each.drills);
const all = drills.flatMap(each => each.classes.map(became => became === each.expected));
const right = all.filter(Boolean).length;
console.log(`${right} of ${all.length} drills come out as their reports tell`);
const isWhole = right === all.length && mostCpuS <= MOST_CPU_S;
if (isWhole && values.write && positionals.length === 0) writeFileSync(PAGE, postMortemsPage(incidents, readWaysOut()));
process.exitCode = isWhole ? 0 : 1;

async function withAllSeeds(postMortem: PostMortem, seeds: number): Promise<ReplayedDrill[]> {
  const found = new Map<string, Replayed[]>(postMortem.drills.map(({ name }) => [name, []]));
  for (let seed = 1; seed <= seeds; seed++)
    for await (const each of replayed(postMortem, seed)) found.get(each.drill)?.push(each);
  return postMortem.drills.map(({ name, asks, expected }) => {
    const runs = found.get(name) ?? [];
    const classes = runs.map(each => each.class);
    const cpuS = Math.max(...runs.map(each => each.cpuS));
    mostCpuS = Math.max(mostCpuS, cpuS);
    const others = classes.flatMap((each, i) => (each === expected ? [] : [`seed ${i + 1} ${each ?? 'unclear'}`]));
    const sign = others.length === 0 ? '✓' : '✗';
    const count = `${classes.length - others.length} of ${classes.length}`;
    console.log(
      `  ${sign} ${name.padEnd(14)} ${expected.padEnd(10)} ${count}, at most ${cpuS.toFixed(1)} s of CPU ${others.join(', ')}`,
    );
    return { name, asks, expected, classes, record: (runs[0] as Replayed).record };
  });
}
