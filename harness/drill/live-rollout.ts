import { SiteSeconds } from '../site/instance-second.ts';
import type { LiveSite } from '../site/live-site.ts';
import type { SiteSample } from '../site/site-sample.ts';
import type { Topology } from '../topology/topology.ts';
import type { RolloutDirector } from './rollout-director.ts';

/**
 * Lets a director follow a live site and act on it.
 * @param over told once, when nothing more is to come
 * @returns to be told of every sample of the site
 */
export function directLive(
  site: LiveSite,
  topology: Topology,
  director: RolloutDirector,
  over: () => void,
): (sample: SiteSample) => void {
  let ended = false;
  const seconds = new SiteSeconds(Object.keys(topology.pools), second => {
    if (ended) return;
    const directive = director.second(second);
    for (const operation of directive.operations) site.operations.apply(operation);
    if (!directive.over) return;
    ended = true;
    over();
  });
  site.onProxySecond = (second, _, { instances, failedUsers }) => seconds.proxy(second, instances, failedUsers);
  return sample => {
    if (sample.kind === 'pool') seconds.pool(sample.name, sample.second, sample.instances ?? []);
  };
}
