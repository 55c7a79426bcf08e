import { DurationCounts } from '../time/duration-counts.ts';

/** What became of an instance's requests to one route. */
export class RouteCounts {
  readonly method: string;
  /** As the route table has it, `/v1.0/users/:user`: never a url. */
  readonly route: string;
  /** From a request's arrival to its answer, by status. */
  readonly byStatus = new Map<number, DurationCounts>();
  /** Worked on for callers who had gone before it was done. */
  gone = 0;
  /** Connections broken off, because the instance died or was down. */
  broken = 0;

  constructor(method: string, route: string) {
    this.method = method;
    this.route = route;
  }

  answered(status: number, durationMs: number): void {
    let durations = this.byStatus.get(status);
    if (durations === undefined) this.byStatus.set(status, (durations = new DurationCounts()));
    durations.add(durationMs);
  }
}

/** Requests at one instance by route and status, in plain numbers. */
export class RequestCounts {
  /** What no route is for. */
  readonly other = new RouteCounts('', 'other');
  readonly routes: RouteCounts[] = [this.other];

  /** Opens the account of a route. */
  route(method: string, path: string): RouteCounts {
    const counts = new RouteCounts(method, path);
    this.routes.push(counts);
    return counts;
  }
}
