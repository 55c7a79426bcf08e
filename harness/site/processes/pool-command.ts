import type { Pool } from '../../../mock-service/model/pool.ts';
import { cacheSettingsOf } from '../../../mock-service/settings/cache-settings.ts';
import type { PoolCommand } from '../../operations/catalogue/site.ts';

/** Carries out what an operation tells a pool. */
export function applyToPool(pool: Pool, command: PoolCommand): void {
  switch (command.kind) {
    case 'settings':
      return pool.configure(command.perInstance.map(each => (each === null ? null : cacheSettingsOf(each))));
    case 'restart':
      return pool.restart(command.share, command.nth);
    case 'flush':
      return pool.flush();
    case 'scale':
      return pool.scale(command.count);
    case 'cpu':
      return pool.degradeCpu(command.share);
  }
}
