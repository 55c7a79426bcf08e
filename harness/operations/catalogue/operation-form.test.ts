import { describe, expect, it } from 'vitest';
import { parseCacheSettings } from '../../../mock-service/settings/read-cache-settings.ts';
import { readOperation, vocabularyOf } from '../read-operation.ts';
import { CATALOGUE, OPERATION_NAMES, type OperationName, operationForms } from './catalogue.ts';
import { bodyOf } from './operation-form.ts';

const POOLS = ['primary', 'alternate', 'third'];
const underTest = parseCacheSettings('capacity: 10', 'short-ttl.yaml');
const baseline = parseCacheSettings('capacity: 20', 'baseline.yaml');
const vocabulary = vocabularyOf(siteOf(POOLS), { underTest, baseline });
const forms = operationForms(vocabulary);

function siteOf(pools: readonly string[]) {
  return {
    pools: pools.map(name => ({ name, instances: 1, restartAfterMs: 0 })),
    cacheTier: null,
    proxyServers: null,
    routes: ['GET /', 'GET /users/:user'],
  };
}

describe('the buttons of the live page', () => {
  it('begin with what is usual', () => {
    const bodies = forms.map(form => [
      form.button,
      bodyOf(
        form,
        form.fields.map(() => 0),
      ),
    ]);
    expect(Object.fromEntries(bodies)).toMatchObject({
      Deploy: { settings: 'under-test', share: '100%' },
      'Roll back': {},
      'Fail over': { to: 'alternate', over: '15s' },
      'Fail back to primary': { over: '15s' },
      Restart: { pool: 'alternate', share: '100%' },
      'Flush caches': { pool: 'alternate' },
      'Change the CPU': { pool: 'alternate', cpu: '50%', for: '30s' },
      Throttle: { share: '10%', by: 'user', over: '0s' },
      'Change the directory': { pool: 'directory', latency: '3x', errors: '0%', for: '30s' },
    });
  });

  it.each(forms)('$button: the control server takes whatever is chosen', form => {
    const most = Math.max(1, ...form.fields.map(({ choices }) => choices.length));
    for (let i = 0; i < most; i++) {
      const chosen = form.fields.map(({ choices }) => Math.min(i, choices.length - 1));
      const operation = readOperation(form.operation as OperationName, bodyOf(form, chosen), vocabulary);
      expect(operation.name).toBe(form.operation);
    }
  });

  it('offer every operation', () => {
    expect(new Set(forms.map(({ operation }) => operation))).toEqual(new Set(OPERATION_NAMES));
    expect(new Set(OPERATION_NAMES).size).toBe(CATALOGUE.length);
  });

  it('say which settings are which', () => {
    const [settings] = forms.find(({ operation }) => operation === 'deploy')?.fields ?? [];
    expect(settings?.choices.map(({ label }) => label)).toEqual(['under test (short-ttl)', 'baseline (baseline)']);
  });

  it('offer a site with one pool something too', () => {
    const [first] = operationForms(vocabularyOf(siteOf(['only']), { underTest, baseline })).filter(
      ({ operation }) => operation === 'fail-over',
    );
    expect(first?.fields[0]?.choices).toEqual([{ label: 'only', value: 'only' }]);
  });
});
