import type { DrillReady } from '../../drill/drill-messages.ts';
import type { DrillSpec } from '../../drill/drill-spec.ts';

/** What will be run, in a sentence: the script, the settings, the site, the arrivals and how long it takes. */
export function announcement(spec: DrillSpec, { sentences, regularS, longestS }: DrillReady): string {
  const { clock, topology, settings, arrivals, seed } = spec;
  const site = `${topology.name} (${Object.entries(topology.pools)
    .map(([name, { instances, cores }]) => `${name} ${instances} × ${cores} cores`)
    .join(', ')})`;
  const spacing = arrivals === 'poisson' ? 'Poisson arrivals' : 'evenly spaced arrivals';
  const time = clock === 'live' ? `${regularS} s, at most ${longestS} s` : `${regularS} s of virtual time`;
  const scenarios = sentences.length === 1 ? '1 scenario' : `${sentences.length} scenarios`;
  return `Running ${spec.script} (${scenarios}) with ${settings.underTest.name} on ${site}, ${clock}, ${spacing}, seed ${seed}: ${time}.`;
}
