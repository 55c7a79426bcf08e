import { operationForms } from '../operations/catalogue/catalogue.ts';
import type { TimelineEntry } from '../operations/catalogue/timeline-event.ts';
import type { ProxyState } from '../proxy/failover-proxy.ts';
import type { LiveSite } from '../site/live-site.ts';
import type { SiteSettings } from '../site/virtual-site.ts';
import type { Topology } from '../topology/topology.ts';
import type { LivePage } from '../watch/page-server/live-page.ts';
import type { Routing } from '../watch/page-server/live-state.ts';
import { eventChange, SITE_KEPT_S, sampleChange, subjectOf } from '../watch/progress/drill-feed.ts';

const ROUTING_EVERY_MS = 500;

/** Shows a site on the live page for as long as it is up. */
export class SiteView {
  readonly #polling: NodeJS.Timeout;
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
    page.site({ url: site.controlUrl, forms: operationForms(site.operations.vocabulary) }, addressesOf(site));
    site.onSample = sample => tell(sampleChange(sample));
    site.onProxySecond = (second, sample) => tell({ kind: 'numbers', second, values: { ...sample } });
    this.noted = entry => tell(eventChange(entry, startMs));
    site.sampleFrom(startMs);
    this.#polling = setInterval(() => page.routing(routingOf(site)), ROUTING_EVERY_MS);
  }

  async close(): Promise<void> {
    clearInterval(this.#polling);
    await this.#page.close();
  }
}

function addressesOf({ url, tlsUrl }: LiveSite): { name: string; url: string }[] {
  return [{ name: 'http', url }, ...(tlsUrl === null ? [] : [{ name: 'https', url: tlsUrl }])];
}

/** What `GET /state` tells, in the words of the page. */
function routingOf({ operations }: LiveSite): Routing {
  const { settings, site } = operations.state() as {
    settings: Record<string, { name: string }[]>;
    /** Null until the proxy has told it. */
    site: ProxyState | null;
  };
  return {
    pools: (site?.pools ?? []).map(({ name, weight, instances }) => ({
      ...{ name, weight, instances: instances.length },
      up: instances.filter(({ up, ejected }) => up && !ejected).length,
      settings: [...new Set((settings[name] ?? []).map(each => each.name))],
    })),
  };
}
