import { GENERATORS } from './generators.ts';
import { Target } from './target/target.ts';
import { DrillSupervisor } from '../harness/drill/supervisor.ts';
const target = await Target.start();
const orig = DrillSupervisor.prototype.run;
DrillSupervisor.prototype.run = async function (a: any, b: any) { const r = await (await new Promise(r=>setTimeout(r,1200)), orig).call(this, a, b); console.log(JSON.stringify(r.record?.generator.lagMs), r.record?.series.columns.lagP99Ms?.map((x: any) => x && +x.toFixed(1)).join(' ')); return r; } as never;
for (const rate of [500, 1000, 2000, 4000, 8000]) {
  await target.begin({ serviceMs: 0, stall: null });
  await GENERATORS[0]!.run({ url: target.url, ratePerSecond: rate, seconds: 8, connections: 1000 });
  console.log(rate);
}
target.stop();
