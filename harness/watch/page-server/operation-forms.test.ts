import { describe, expect, it } from 'vitest';
import { parseCacheSettings } from '../../../mock-service/settings/read-cache-settings.ts';
import { type OperationName, parseOperation } from '../../operations/operation.ts';
import { bodyOf, operationForms } from '../page/live/operation-forms.ts';

const POOLS = ['primary', 'alternate', 'third'];
const settings = parseCacheSettings('capacity: 10', 'test.yaml');
const vocabulary = { pools: POOLS, underTest: settings, baseline: settings };
const forms = operationForms(POOLS, 'short-ttl', 'baseline');

describe('the buttons of the live page', () => {
  it('begin with what is usual', () => {
    const bodies = forms.map(form => [
      form.button,
      bodyOf(
        form,
        form.fields.map(() => 0),
      ),
    ]);
    expect(Object.fromEntries(bodies)).toEqual({
      Deploy: { settings: 'under-test', share: '100%' },
      'Roll back': {},
      'Fail over': { to: 'alternate', over: '15s' },
      'Fail back to primary': { over: '15s' },
      Restart: { pool: 'alternate', share: '100%' },
      'Flush caches': { pool: 'alternate' },
      'Change the CPU': { pool: 'alternate', cpu: '50%', for: '30s' },
      'Change the directory': { pool: 'directory', latency: '3x', errors: '0%', for: '30s' },
    });
  });

  it.each(forms)('$button: the control server takes whatever is chosen', form => {
    const most = Math.max(1, ...form.fields.map(({ choices }) => choices.length));
    for (let i = 0; i < most; i++) {
      const chosen = form.fields.map(({ choices }) => Math.min(i, choices.length - 1));
      const operation = parseOperation(form.operation as OperationName, bodyOf(form, chosen), vocabulary);
      expect(operation.name).toMatch(new RegExp(`^${form.operation}`));
    }
  });

  it('offer a site with one pool something too', () => {
    const [first] = operationForms(['only'], 'a', 'b').filter(({ operation }) => operation === 'fail-over');
    expect(first?.fields[0]?.choices).toEqual([{ label: 'only', value: 'only' }]);
  });
});
