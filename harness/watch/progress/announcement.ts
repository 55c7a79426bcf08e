import type { DrillReady } from '../../drill/drill-messages.ts';
import type { AnySpec } from '../../drill/drill-spec.ts';

/** What will be run, in a sentence: the script, the settings, the site, the arrivals and how long it takes. */
export function announcement(spec: AnySpec, { sentences, regularS, longestS }: DrillReady): string {
  const { clock, topology, settings, arrivals, seed } = spec;
  const pools = Object.entries(topology.pools)
    .map(([name, { instances, cores }]) => (instances === null ? name : `${name} ${instances} × ${cores} cores`))
    .join(', ');
  const site = `${topology.name} (${spec.target === undefined ? '' : `${spec.target.url}; `}${pools})`;
  const spacing = arrivals === 'poisson' ? 'Poisson arrivals' : 'evenly spaced arrivals';
  const length = clock === 'live' ? `${regularS} s, at most ${longestS} s` : `${regularS} s of virtual time`;
  const time = spec.direction?.byHand ? 'until it is ended' : length;
  const scenarios = sentences.length === 1 ? '1 scenario' : `${sentences.length} scenarios`;
  const what = spec.target !== undefined && spec.rehearsal ? 'Rehearsing' : 'Running';
  return `${what} ${spec.script} (${scenarios}) with ${settings.underTest.name} on ${site}, ${clock}, ${spacing}, seed ${seed}: ${time}.`;
}
