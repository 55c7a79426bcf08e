import type { Command } from './flags/command.ts';

/** A verb of the command line, as far as the list of them needs it. */
export interface Verb {
  /** One line for the list. */
  readonly summary: string;
  /** All of it, loaded when it is asked for. */
  load(): Promise<Command>;
}

/** What `headroom` can be asked to do. */
export const VERBS: Readonly<Record<string, Verb>> = {
  run: {
    summary: 'one drill: run a k6 script against a topology with a cache setting, and judge it',
    load: async () => (await import('./verbs/run.ts')).run,
  },
  compare: {
    summary: 'the same drill with two cache settings: is the second safe?',
    load: async () => (await import('./verbs/compare.ts')).compare,
  },
  capacity: {
    summary: 'the highest load at which every objective holds',
    load: async () => (await import('./verbs/capacity.ts')).capacity,
  },
  rollout: {
    summary: 'stage a change over the instances at peak, with a failover at each stage',
    load: async () => (await import('./verbs/rollout.ts')).rollout,
  },
  replay: {
    summary: 'run a public incident: the incident, the quiet hour before it, and the way out',
    load: async () => (await import('./verbs/replay.ts')).replay,
  },
  recover: {
    summary: 'the least that ends an outage: a throttle, its length and its ramp, and what to undo in which order',
    load: async () => (await import('./verbs/recover.ts')).recover,
  },
  report: {
    summary: 'render a record again, or show headroom over time',
    load: async () => (await import('./verbs/report.ts')).report,
  },
  bundle: {
    summary: 'one plain ES module for k6 itself, or what runs it distributed on Kubernetes',
    load: async () => (await import('./verbs/bundle.ts')).bundle,
  },
  serve: {
    summary: 'keep the topology up, for curl, a browser, a Graph client or any load tool',
    load: async () => (await import('./verbs/serve.ts')).serve,
  },
  calibrate: {
    summary: 'fit a topology to what a Prometheus has of a service, and hold it against what was',
    load: async () => (await import('./verbs/calibrate.ts')).calibrate,
  },
  backtest: {
    summary: 'drive a fitted topology with the traffic that was: does it do what the service did?',
    load: async () => (await import('./verbs/backtest.ts')).backtest,
  },
  init: {
    summary: 'write a first topology, script and settings for a service of yours',
    load: async () => (await import('./verbs/init.ts')).init,
  },
  import: {
    summary: 'read access logs: load, routes, reuse, and a script that replays them',
    load: async () => (await import('./verbs/import.ts')).importLogs,
  },
  validate: {
    summary: 'check scripts, topologies, targets and cache settings without running anything',
    load: async () => (await import('./verbs/validate.ts')).validate,
  },
};
