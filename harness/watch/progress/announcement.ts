import type { DrillReady } from '../../drill/drill-messages.ts';
import type { AnySpec } from '../../drill/drill-spec.ts';
import { seconds } from '../../verdict/figures.ts';

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

/** How many drills there will be; '' for one. @param regularS how long each takes, s; null: not known, or it does not matter */
export function plannedDrills(total: number, atOnce: number, regularS: number | null): string {
  if (total === 1) return '';
  const how = atOnce === 1 ? 'one after the other' : `${atOnce} at once`;
  // What starts and stops a site comes on top.
  const long = regularS === null ? '' : `, about ${seconds(Math.ceil((total * regularS) / atOnce / 10) * 10)}`;
  return `${total} drills, ${how}${long}.`;
}
