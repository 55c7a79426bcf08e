import { z } from 'zod';
import { printDuration, printShare } from '../../../mock-service/settings/units.ts';
import { operationEntry } from './operation-entry.ts';
import { instancesField, poolsField, settingsField } from './request-field.ts';
import { outcome, outcomeText, roll, takesMs } from './rolling.ts';

const fingerprinted = z.strictObject({ name: z.string(), fingerprint: z.string() });

export const deploy = operationEntry({
  name: 'deploy',
  does: 'Rolls cache settings out to all instances, to a pool, or to a share of them.',
  fields: { settings: settingsField('settings'), pool: poolsField('to'), share: instancesField('on') },
  order: written => written,
  perform({ settings, pool, share }, stage) {
    const { name, fingerprint } = settings;
    const changes = stage.deployments.deploy(settings, pool, share);
    const { deploy: pace } = stage.pace;
    stage.begun({ settings: { name, fingerprint }, pool, share, ...(pace && { takesMs: pace.takesMs }) });
    roll(stage, 'deploy', changes, told => stage.ended({ pool, ...told }));
  },
  told: ({ pool, share }) => ({ pool: pool ?? 'all', share: String(share) }),
  event: {
    facts: {
      settings: fingerprinted,
      pool: z.string().nullable().describe('Null: every pool.'),
      share: z.number().describe('Of the instances.'),
      takesMs,
    },
    target: ({ pool }) => pool ?? 'all pools',
    trigger: 'begins',
    sentence: ({ settings, share, takesMs: ms }) =>
      `${settings.name} (${settings.fingerprint})${share === 1 ? '' : ` to ${printShare(share)} of the instances`}${over(ms)}`,
  },
  completion: {
    facts: { pool: z.string().nullable(), ...outcome },
    target: ({ pool }) => pool ?? 'all pools',
    trigger: null,
    sentence: outcomeText,
  },
  forms: () => [{ button: 'Deploy' }],
});

export const rollBack = operationEntry({
  name: 'roll-back',
  does: 'Gives every instance back what it had before the present settings were first deployed.',
  fields: {},
  order: () => ({}),
  perform(_, stage) {
    const changes = stage.deployments.rollBack();
    const pace = stage.pace['roll-back'];
    const settings = stage.deployments.settingsWith(changes);
    stage.begun({ settings, ...(pace && { takesMs: pace.takesMs }) });
    roll(stage, 'roll-back', changes, stage.ended);
  },
  told: () => ({}),
  event: {
    facts: { settings: z.array(fingerprinted).describe('In force after it, over all instances.'), takesMs },
    target: () => 'all pools',
    trigger: ({ takesMs: ms }) => (ms === undefined ? 'ends' : null),
    sentence: ({ settings, takesMs: ms }) =>
      `to ${[...new Set(settings.map(({ name }) => name))].join(', ')}${over(ms)}`,
  },
  completion: {
    facts: outcome,
    target: () => 'all pools',
    // What it failed on still has what was to go.
    trigger: ({ reached, of }) => (reached === of ? 'ends' : null),
    sentence: outcomeText,
  },
  forms: () => [{ button: 'Roll back' }],
});

function over(ms: number | undefined): string {
  return ms === undefined || ms === 0 ? '' : ` over ${printDuration(ms)}`;
}
