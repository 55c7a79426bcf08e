import type { CacheSettings } from '../settings/cache-settings.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import type { CostConfig } from './cost-draws.ts';
import { DirectoryModel, type DirectoryModelConfig } from './directory.ts';
import type { Instance, InstanceConfig } from './instance.ts';
import { Pool } from './pool.ts';
import { SETTINGS } from './test-settings.ts';
import { testWork } from './test-work.ts';
import type { Work, WorkFailure } from './work.ts';

const INSTANCE: InstanceConfig = {
  cores: 1,
  memoryBytes: 1e9,
  queue: 10,
  expired: 'serve',
  restartAfterMs: 1000,
  requestSizeBytes: 1000,
  baseMemoryBytes: 0,
  gc: 0,
};
const DIRECTORY: DirectoryModelConfig = {
  latency: { fixed: 5 },
  concurrency: 10,
  timeoutMs: 1000,
  errors: 0,
  unknownUsers: 0,
};

/** For tests: a pool in which a hit costs 3 ms, a miss 20 ms and a write 30 ms of CPU; the directory answers in 5 ms. */
export class Bench {
  readonly clock = new VirtualClock();
  readonly directory: DirectoryModel;
  readonly pool: Pool;
  /** Each outcome as `user@ms` or `user@ms failure`, in order. */
  readonly outcomes: string[] = [];
  /** The result of each, in the same order. */
  readonly results: unknown[] = [];

  constructor(
    settings: Partial<CacheSettings> = {},
    instance: Partial<InstanceConfig> = {},
    directory: Partial<DirectoryModelConfig> = {},
    instances = 1,
    cost: Partial<CostConfig> = {},
  ) {
    const store = { read: (user: number) => ({ user }), execute: () => 'written' };
    this.directory = new DirectoryModel(this.clock, { ...DIRECTORY, ...directory }, store, 1);
    this.pool = new Pool(
      {
        name: 'primary',
        instances,
        instance: { ...INSTANCE, ...instance },
        cost: { hit: { fixed: 3 }, miss: { fixed: 20 }, write: { fixed: 30 }, ...cost },
      },
      this.clock,
      this.directory,
      { name: 'test', fingerprint: '0', settings: { ...SETTINGS, ...settings } },
      1,
    );
  }

  get instance(): Instance {
    return this.pool.instances[0] as Instance;
  }

  /** Another instance of the pool. */
  other(index: number): Instance {
    return this.pool.instances[index] as Instance;
  }

  send(user: number, kind: Work['kind'] = 'read', instance = this.instance): Work {
    const { outcomes, results } = this;
    const work = testWork({
      ...{ key: user, kind, command: kind === 'write' ? {} : null },
      finished(result: unknown, failure: WorkFailure | null, now: number) {
        results.push(result);
        outcomes.push(`${user}@${now}${failure === null ? '' : ` ${failure}`}`);
      },
    });
    instance.submit(work);
    return work;
  }
}
