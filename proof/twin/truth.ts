import { mix, RandomStream } from '../../mock-service/time/random.ts';

/** A service whose truth is known, as files: what a generator made of a number. */
export interface Truth {
  readonly id: number;
  /** As a topology's file has it. */
  readonly topology: Record<string, unknown>;
  readonly settings: Record<string, unknown>;
  /** What the script is told. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether two classes of requests always come together: costs that nobody can tell apart. */
  readonly isCollinear: boolean;
  /** Means of the true costs by their paths, ms. */
  readonly costs: Readonly<Record<string, number>>;
  readonly skew: number;
}

type Spec = { fixed: string } | { exponential: string } | { lognormal: { p50: string; p99: string } };

/** Log-normal ones have p99 = 4 × p50: σ = ln 4 ÷ 2.326. */
const SIGMA = Math.log(4) / 2.3263478740408408;

/** @param id one number, one service, for ever */
export function truth(id: number, isCollinear = false): Truth {
  const random = new RandomStream(mix(id, 0x747275));
  const between = (low: number, high: number): number => low + (high - low) * random.next();
  const logBetween = (low: number, high: number): number => low * (high / low) ** random.next();
  const whole = (low: number, high: number): number => Math.floor(between(low, high + 1));
  const costs: Record<string, number> = {};
  const shaped = (mean: number): Spec => {
    const which = random.next();
    if (which < 0.34) return { fixed: ms(mean) };
    if (which < 0.67) return { exponential: ms(mean) };
    const p50 = mean / Math.exp((SIGMA * SIGMA) / 2);
    return { lognormal: { p50: ms(p50), p99: ms(4 * p50) } };
  };
  const cost = (path: string, low: number, high: number): Spec => {
    const mean = Number(logBetween(low, high).toFixed(3));
    costs[path] = mean;
    return shaped(mean);
  };
  const hit = cost('cost.hit', 3, 12);
  const miss = cost('cost.miss', 15, 90);
  const write = cost('cost.write', 8, 50);
  const page = cost('service.routes.GET /.cost', 2, 10);
  const report = cost('service.routes.GET /api/report.cost', 20, 90);
  const orderHit = cost('service.routes.GET /api/orders/:id.cost.hit', 3, 14);
  const orderMiss = cost('service.routes.GET /api/orders/:id.cost.miss', 15, 90);
  const instances = whole(2, 3);
  const cores = whole(1, 2);
  const skew = Number(between(0.5, 1.2).toFixed(2));
  const ttl = whole(15, 90);
  const products = whole(300, 6000);
  const orders = whole(300, 4000);
  const users = whole(500, 6000);
  const peak = Math.round((instances * cores * 1000 * between(0.4, 0.52)) / meanCost(costs));
  const alternate = Math.max(1, instances - whole(0, 1));
  const capacity = Math.round(products * between(0.3, 1.5));
  return {
    ...{ id, isCollinear, costs, skew },
    topology: {
      name: `truth-${id}`,
      users,
      peak,
      pools: {
        primary: { instances, cores, memory: '2GiB', start: 'warm', queue: 800 },
        alternate: { instances: alternate, cores, memory: '2GiB', queue: 800 },
      },
      cost: { hit, miss, write },
      directory: { latency: shaped(Number(logBetween(3, 30).toFixed(2))), concurrency: whole(40, 200) },
      proxy: { timeout: '2s', networkDelay: '0.2ms' },
      service: {
        user: { header: 'x-user' },
        entries: { product: { count: products }, order: { count: orders }, cart: { per: 'user' } },
        routes: {
          'GET /': { cost: page },
          'GET /api/products/:id': { reads: 'product', by: 'path.id' },
          'GET /api/orders/:id': { reads: 'order', by: 'path.id', cost: { hit: orderHit, miss: orderMiss } },
          'GET /api/cart': { reads: 'cart' },
          'POST /api/cart': { writes: 'cart' },
          'GET /api/report': { reads: 'uncached', cost: report },
        },
      },
      objectives: { timeouts: 'none', errors: '0.1%', p99: 'off', recovery: 'off', headroom: 'off' },
    },
    settings: { ttl: `${ttl}s`, capacity },
    env: {
      SKEW: String(skew),
      PRODUCTS: String(products),
      ORDERS: String(orders),
      CAPACITY: String(capacity),
      // A trial of a shorter ttl, as somebody who saves memory would make it.
      OTHER_TTL: `${Math.max(2, Math.round(ttl / 5))}s`,
      TOGETHER: isCollinear ? '1' : '',
      PHASES: String(Math.floor(1000 * random.next())),
    },
  };
}

/** Of a mix as the script has it at a hit ratio of a half: where the peak comes to lie. */
function meanCost(costs: Readonly<Record<string, number>>): number {
  const of = (path: string): number => costs[path] as number;
  return (
    0.15 * of('service.routes.GET /.cost') +
    0.5 * (0.5 * of('cost.hit') + 0.5 * of('cost.miss')) +
    0.2 *
      (0.5 * of('service.routes.GET /api/orders/:id.cost.hit') +
        0.5 * of('service.routes.GET /api/orders/:id.cost.miss')) +
    0.1 * of('cost.write') +
    0.05 * of('service.routes.GET /api/report.cost')
  );
}

function ms(value: number): string {
  return `${Number(value.toPrecision(6))}ms`;
}
