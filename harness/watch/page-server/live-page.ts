import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { type PageAssets, pageAssets } from '../../report/html/page-assets.ts';
import { newProgress, type ProgressChange, type Subject } from '../progress/progress.ts';
import { DEFAULT_PORT } from './default-port.ts';
import { EventStreams, MOST_STREAMS } from './event-streams.ts';
import { liveDocument, livePolicy } from './live-document.ts';
import { applyLiveChange, type LiveChange, type LiveState } from './live-state.ts';

/** Ports that are tried after the wanted one. */
const MORE_PORTS = 20;
/** Changes are gathered so long before they are sent: a virtual drill makes thousands a second. */
const GATHER_MS = 250;
/** Pages get so long to fetch the reports before the server ends. */
const LINGER_MS = 5000;

/** Gives a report, one HTML file, when somebody asks for it. */
export type RenderReport = () => string;

/**
 * The live page: drills, or a site that is kept up, in a browser while they run. On loopback alone, and a request whose Host
 * is not ours (DNS rebinding) is refused. It takes no commands: those go to the control server, with its token.
 */
export class LivePage {
  readonly url: string;
  /** Origins that the page may be opened as. */
  readonly origins: readonly string[];
  readonly #server: FastifyInstance;
  readonly #state: LiveState;
  readonly #streams: EventStreams;
  readonly #reports: Map<string, RenderReport>;
  #gathered: LiveChange[] = [];
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    server: FastifyInstance,
    port: number,
    state: LiveState,
    streams: EventStreams,
    reports: Map<string, RenderReport>,
  ) {
    this.#server = server;
    this.#state = state;
    this.#streams = streams;
    this.#reports = reports;
    this.url = `http://127.0.0.1:${port}`;
    this.origins = [this.url, `http://localhost:${port}`];
  }

  /**
   * @param port the first to try; 0 = any free one
   */
  static async start(kind: LiveState['kind'], title: string, port: number = DEFAULT_PORT): Promise<LivePage> {
    // Loaded when there is a page: most drills in pipelines have none.
    const { fastify } = await import('fastify');
    const server = fastify({ forceCloseConnections: true });
    const state: LiveState = {
      ...{
        kind,
        title,
        build: '',
        progresses: [],
        reports: [],
        control: null,
        addresses: [],
        routing: null,
        end: null,
      },
    };
    const streams = new EventStreams();
    const reports = new Map<string, RenderReport>();
    serve(server, state, streams, reports);
    const listening = await listen(server, port);
    return new LivePage(server, listening, state, streams, reports);
  }

  /** Shows one more drill, or the site. @returns who is to be told of it */
  add(subject: Subject): LiveSubject {
    const index = this.#state.progresses.length;
    this.#tell({ kind: 'added', progress: newProgress(subject) });
    return {
      tell: change => this.#tell({ kind: 'progress', index, change }),
      report: render => {
        this.#reports.set(String(index), render);
        this.#tell({ kind: 'report', index });
      },
    };
  }

  site(control: NonNullable<LiveState['control']>, addresses: LiveState['addresses']): void {
    this.#tell({ kind: 'site', control, addresses });
  }

  routing(routing: NonNullable<LiveState['routing']>): void {
    if (JSON.stringify(routing) !== JSON.stringify(this.#state.routing)) this.#tell({ kind: 'routing', routing });
  }

  /** It is over; what all drills together have come to. */
  end(end: Omit<NonNullable<LiveState['end']>, 'shown'>, render: RenderReport | null = null): void {
    if (render !== null) this.#reports.set('end', render);
    this.#tell({ kind: 'end', end: { ...end, shown: render !== null } });
  }

  /** Ends the server once the pages have what they need to go on without it. */
  async close(): Promise<void> {
    if (this.#state.end === null) this.end({ verdict: null, reasons: [], report: null });
    this.#flush();
    await this.#streams.drain(LINGER_MS);
    await this.#server.close();
  }

  #tell(change: LiveChange): void {
    applyLiveChange(this.#state, change);
    if (this.#streams.count === 0) return;
    this.#gathered.push(change);
    this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#gathered.length > 0) this.#streams.send('changes', this.#gathered);
    this.#gathered = [];
  }
}

/** Who tells the page of a drill. */
export interface LiveSubject {
  tell(change: ProgressChange): void;
  /** Once it is over. */
  report(render: RenderReport): void;
}

function serve(
  server: FastifyInstance,
  state: LiveState,
  streams: EventStreams,
  reports: ReadonlyMap<string, RenderReport>,
): void {
  // Bundled when the first page asks.
  const assets = async (): Promise<{ live: PageAssets; report: PageAssets; build: string }> => {
    const [live, report] = await Promise.all([pageAssets('live'), pageAssets('report')]);
    return { live, report, build: buildOf(live, state.control?.url ?? '') };
  };
  server.addHook('onRequest', async (request, reply) => {
    const { port } = server.server.address() as { port: number };
    const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    if (request.headers.host === undefined || !hosts.includes(request.headers.host)) {
      return reply.code(403).send({ error: { message: `the Host must be ${hosts.join(' or ')}` } });
    }
    reply.headers(SAFE);
  });
  server.get('/', async (_, reply) => {
    const { report, build } = await assets();
    reply.header('content-security-policy', livePolicy(report, state.control?.url ?? null));
    return reply.type('text/html; charset=utf-8').send(liveDocument(state.kind, state.title, build));
  });
  server.get('/live.js', async (_, reply) =>
    reply.type('text/javascript; charset=utf-8').send((await assets()).live.script),
  );
  server.get('/live.css', async (_, reply) => reply.type('text/css; charset=utf-8').send((await assets()).live.style));
  server.get('/favicon.ico', (_, reply) => reply.code(204).send());
  server.get('/events', async (_, reply) => {
    if (streams.count >= MOST_STREAMS) return reply.code(503).send({ error: { message: 'too many pages are open' } });
    const { build } = await assets();
    reply.hijack();
    reply.raw.writeHead(200, { ...SAFE, 'content-type': 'text/event-stream' });
    streams.add(reply.raw, 'state', { ...state, build });
  });
  server.get<{ Params: { name: string } }>('/reports/:name', (request, reply) => {
    const render = reports.get(request.params.name);
    if (render === undefined) return reply.code(404).send({ error: { message: 'there is no such report' } });
    return reply.type('text/html; charset=utf-8').send(render());
  });
}

/** A page that is open must be loaded anew for another script, and for another place that it may give commands to. */
function buildOf({ script }: PageAssets, controlUrl: string): string {
  return createHash('sha256').update(script).update(controlUrl).digest('hex').slice(0, 12);
}

const SAFE = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The wanted port, else the next free one, else any. */
async function listen(server: FastifyInstance, wanted: number): Promise<number> {
  for (let port = wanted; ; port++) {
    const last = port > wanted + MORE_PORTS || port > 65_535;
    try {
      await server.listen({ host: '127.0.0.1', port: last ? 0 : port });
      return (server.server.address() as { port: number }).port;
    } catch (error) {
      if (last || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}
