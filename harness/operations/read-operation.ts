import { z } from 'zod';
import type { AnySettings, NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';
import { check } from '../../mock-service/settings/check.ts';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { checkCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import { valueSource } from '../../mock-service/settings/source.ts';
import { entryOf, type Operation, type OperationName } from './catalogue/catalogue.ts';
import type { Vocabulary } from './catalogue/request-field.ts';
import type { Site } from './catalogue/site.ts';

/** The words of a site's operations. */
export function vocabularyOf(
  {
    pools,
    routes,
    classes = [],
    cacheTier,
    proxyServers,
  }: Pick<Site, 'pools' | 'routes' | 'classes' | 'cacheTier' | 'proxyServers'>,
  { underTest, baseline }: Pick<Vocabulary, 'underTest' | 'baseline'>,
): Vocabulary {
  const settings = z.unknown().transform((written): AnySettings => {
    if (written === 'under-test') return underTest;
    if (written === 'baseline') return baseline;
    if (typeof written === 'object' && written !== null)
      return withTier(checkCacheSettings(written), cacheTier !== null);
    const got = written === undefined ? 'missing' : `not known (got ${JSON.stringify(written)})`;
    const message = `${got}; under-test, baseline, or an object with cache settings`;
    throw new InputErrors([{ file: 'deploy', line: null, column: null, path: 'settings', message }]);
  });
  return {
    pools: pools.map(({ name }) => name),
    cacheTier: cacheTier !== null,
    proxyServers: proxyServers !== null,
    ...{ routes, classes },
    underTest,
    baseline,
    settings,
  };
}

function withTier(settings: NamedCacheSettings, hasTier: boolean): NamedCacheSettings {
  if (hasTier || settings.settings.scope !== 'tier') return settings;
  const message = `the topology has no cacheTier (got ${settings.settings.scope}); instance or pool`;
  throw new InputErrors([{ file: 'deploy', line: null, column: null, path: 'settings.scope', message }]);
}

/**
 * Reads the JSON body of `POST /operations/<name>`.
 * @throws InputErrors with everything that is wrong.
 */
export function readOperation(name: OperationName, body: unknown, vocabulary: Vocabulary): Operation {
  const entry = entryOf(name);
  return entry.order(check(valueSource(body ?? {}, name), entry.body(vocabulary), entry.conflicts));
}
