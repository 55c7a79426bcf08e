import { z } from 'zod';
import type { AnySettings } from '../../mock-service/settings/cache-settings.ts';
import { check } from '../../mock-service/settings/check.ts';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { checkCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import { valueSource } from '../../mock-service/settings/source.ts';
import { entryOf, type Operation, type OperationName } from './catalogue/catalogue.ts';
import type { Vocabulary } from './catalogue/request-field.ts';
import type { Site } from './catalogue/site.ts';

/** The words of a site's operations. */
export function vocabularyOf(
  { pools, routes }: Pick<Site, 'pools' | 'routes'>,
  { underTest, baseline }: Pick<Vocabulary, 'underTest' | 'baseline'>,
): Vocabulary {
  const settings = z.unknown().transform((written): AnySettings => {
    if (written === 'under-test') return underTest;
    if (written === 'baseline') return baseline;
    if (typeof written === 'object' && written !== null) return checkCacheSettings(written);
    const got = written === undefined ? 'missing' : `not known (got ${JSON.stringify(written)})`;
    const message = `${got}; under-test, baseline, or an object with cache settings`;
    throw new InputErrors([{ file: 'deploy', line: null, column: null, path: 'settings', message }]);
  });
  return { pools: pools.map(({ name }) => name), routes, underTest, baseline, settings };
}

/**
 * Reads the JSON body of `POST /operations/<name>`.
 * @throws InputErrors with everything that is wrong.
 */
export function readOperation(name: OperationName, body: unknown, vocabulary: Vocabulary): Operation {
  const entry = entryOf(name);
  return entry.order(check(valueSource(body ?? {}, name), entry.body(vocabulary), entry.conflicts));
}
