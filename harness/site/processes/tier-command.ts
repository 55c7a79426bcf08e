import type { CacheNodes } from '../../../mock-service/model/cache-nodes.ts';
import type { CacheTierCommand } from '../../operations/catalogue/site.ts';

/** Carries out what an operation tells the cache tier. */
export function applyToTier(tier: CacheNodes, command: CacheTierCommand): void {
  switch (command.kind) {
    case 'restart':
      return tier.restart(command.share);
    case 'flush':
      return tier.flush(command.share);
    case 'degrade':
      return tier.degrade(command.share, command.degradation);
  }
}
