import { z } from 'zod';
import { printShare } from '../../../mock-service/settings/units.ts';
import { operationEntry } from './operation-entry.ts';
import { instancesField, poolsField, settingsField } from './request-field.ts';

const fingerprinted = z.strictObject({ name: z.string(), fingerprint: z.string() });

export const deploy = operationEntry({
  name: 'deploy',
  does: 'Rolls cache settings out to all instances, to a pool, or to a share of them.',
  fields: { settings: settingsField('settings'), pool: poolsField('to'), share: instancesField('on') },
  order: written => written,
  perform({ settings, pool, share }, stage) {
    stage.deployments.deploy(settings, pool, share);
    const { name, fingerprint } = settings;
    stage.begun({ settings: { name, fingerprint }, pool, share });
    stage.deployments.putInForce(stage.site);
  },
  event: {
    facts: {
      settings: fingerprinted,
      pool: z.string().nullable().describe('Null: every pool.'),
      share: z.number().describe('Of the instances.'),
    },
    target: ({ pool }) => pool ?? 'all pools',
    trigger: 'begins',
    sentence: ({ settings, share }) =>
      `${settings.name} (${settings.fingerprint})${share === 1 ? '' : ` to ${printShare(share)} of the instances`}`,
  },
  forms: () => [{ button: 'Deploy' }],
});

export const rollBack = operationEntry({
  name: 'roll-back',
  does: 'Gives every instance back what it had before the present settings were first deployed.',
  fields: {},
  order: () => ({}),
  perform(_, stage) {
    stage.deployments.rollBack();
    stage.begun({ settings: stage.deployments.settingsInForce() });
    stage.deployments.putInForce(stage.site);
  },
  event: {
    facts: { settings: z.array(fingerprinted).describe('In force after it, over all instances.') },
    target: () => 'all pools',
    trigger: 'ends',
    sentence: ({ settings }) => `to ${[...new Set(settings.map(({ name }) => name))].join(', ')}`,
  },
  forms: () => [{ button: 'Roll back' }],
});
