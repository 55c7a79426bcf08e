import { operationForms } from '../operations/catalogue/catalogue.ts';
import type { Vocabulary } from '../operations/catalogue/request-field.ts';
import type { ProxyState } from '../proxy/failover-proxy.ts';
import type { Target } from '../site/target/target.ts';
import type { TargetSite } from '../site/target/target-site.ts';
import type { LivePage } from '../watch/page-server/live-page.ts';
import type { LiveState, Routing } from '../watch/page-server/live-state.ts';

const ROUTING_EVERY_MS = 500;

/** What a page needs of a site to operate it. */
export interface Operated {
  readonly controlUrl: string;
  readonly operations: { readonly vocabulary: Vocabulary; state(): unknown };
  /** Of a system that exists: the operations that it has. Which of its instances are up, and who is sent to them, nobody tells. */
  readonly declared?: readonly string[];
}

/** A system that exists, as it is operated by hand: `reset` is for comparisons. */
export function operatedTarget(
  { operations: declared }: Target,
  { controlUrl, operations }: Pick<TargetSite, 'controlUrl' | 'operations'>,
): Operated {
  return { controlUrl, operations, declared: Object.keys(declared).filter(name => name !== 'reset') };
}

/** The live page of a site that is operated by hand: its operations as buttons, and where its users are. */
export class OperatedPage {
  readonly #polling: NodeJS.Timeout;

  constructor(page: LivePage, site: Operated, addresses: LiveState['addresses']) {
    const forms = operationForms(site.operations.vocabulary).filter(
      ({ operation }) => site.declared?.includes(operation) ?? true,
    );
    page.site({ url: site.controlUrl, forms }, addresses);
    this.#polling = setInterval(() => page.routing(routingOf(site)), ROUTING_EVERY_MS);
  }

  close(): void {
    clearInterval(this.#polling);
  }
}

/** What `GET /state` tells, in the words of the page. */
function routingOf({ operations, declared }: Operated): Routing {
  const { settings, site } = operations.state() as {
    settings: Record<string, { name: string }[]>;
    /** Null until the proxy has told it, and of a system that exists. */
    site: ProxyState | null;
  };
  const inForce = (pool: string): string[] => [...new Set((settings[pool] ?? []).map(({ name }) => name))];
  if (declared === undefined)
    return {
      pools: (site?.pools ?? []).map(({ name, weight, instances }) => ({
        ...{ name, weight, instances: instances.length, settings: inForce(name) },
        up: instances.filter(({ up, ejected }) => up && !ejected).length,
      })),
    };
  return {
    pools: Object.keys(settings).map(name => ({
      name,
      weight: null,
      instances: null,
      up: null,
      settings: inForce(name),
    })),
  };
}
