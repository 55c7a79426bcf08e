import type { TimelineEntry } from '../operations/catalogue/timeline-event.ts';
import type { LiveSite } from '../site/live-site.ts';
import type { SiteSettings } from '../site/virtual-site.ts';
import type { Topology } from '../topology/topology.ts';
import type { LivePage } from '../watch/page-server/live-page.ts';
import { eventChange, SITE_KEPT_S, sampleChange, subjectOf } from '../watch/progress/drill-feed.ts';
import { OperatedPage } from './operated-page.ts';

/** Shows a site on the live page for as long as it is up. */
export class SiteView {
  readonly #operated: OperatedPage;
  readonly #page: LivePage;
  /** Tells the page what was done or happened. */
  readonly noted: (entry: TimelineEntry) => void;

  /** @param startMs now, on the site's Clock: t = 0 of the page */
  constructor(page: LivePage, site: LiveSite, topology: Topology, settings: SiteSettings, startMs: number) {
    this.#page = page;
    const title = `${topology.name} with ${settings.underTest.name}`;
    const { tell } = page.add(subjectOf(topology.name, title, 'live', topology, settings, SITE_KEPT_S));
    const announcement = `${topology.name} is up: ${Object.entries(topology.pools)
      .map(([name, { instances, cores }]) => `${name} ${instances} × ${cores} cores`)
      .join(', ')}. Its deadline is ${topology.proxy.timeoutMs} ms.`;
    tell({ kind: 'ready', announcement, scenarios: [], regularS: null, longestS: null, spanS: 0 });
    tell({ kind: 'started' });
    this.#operated = new OperatedPage(page, site, addressesOf(site));
    site.onSample = sample => tell(sampleChange(sample));
    site.onProxySecond = (second, sample) => tell({ kind: 'numbers', second, values: { ...sample } });
    this.noted = entry => tell(eventChange(entry, startMs));
    site.sampleFrom(startMs);
  }

  async close(): Promise<void> {
    this.#operated.close();
    await this.#page.close();
  }
}

/** Where it listens. */
export function addressesOf({ url, tlsUrl }: LiveSite): { name: string; url: string }[] {
  return [{ name: 'http', url }, ...(tlsUrl === null ? [] : [{ name: 'https', url: tlsUrl }])];
}
