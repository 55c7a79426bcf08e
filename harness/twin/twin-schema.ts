import { z } from 'zod';
import { amount, duration, name } from '../../mock-service/settings/fields.ts';
import { PRESET_NAMES } from './presets/presets.ts';
import { MEANINGS, type Meaning, ROLE_NAMES, ROLES, type Role } from './role.ts';

/** The file format of twins: where a service's telemetry is, and what in it means what. */

const text = (example: string) => name(/\S/, `a text, such as ${example}`);
const LABEL = /^[a-zA-Z_]\w*$/;

const HELP: Readonly<Record<Meaning, string>> = {
  pool: "The label that has the pool's name.",
  instance: 'The label that tells instances apart; roles of the same instance have the same value.',
  route: 'The label that has the route.',
  method: 'The label that has the method.',
  status: 'The label that has the status, or its class.',
  outcome: 'The label that has what the cache said.',
};

const labels = z.strictObject(
  Object.fromEntries(
    MEANINGS.map(each => [each, name(LABEL, 'the name of a label').optional().describe(HELP[each])]),
  ) as Record<Meaning, z.ZodOptional<ReturnType<typeof text>>>,
);

const role = z.strictObject({
  query: text('http_requests_total{job="shop"}')
    .optional()
    .describe('PromQL: a selector of raw series, read as they were scraped, or an expression, read at each scrape.'),
  labels: labels.optional().describe('Which label says what, where it is not as in the preset.'),
  times: amount({ above: 0 }).optional().describe('What the numbers are multiplied by: 0.001 where they are in ms.'),
});

const roles = z.strictObject(
  Object.fromEntries(ROLE_NAMES.map(each => [each, role.optional().describe(ROLES[each].help)])) as Record<
    Role,
    z.ZodOptional<typeof role>
  >,
);

export const twinSchema = z
  .strictObject({
    name: name(/^[a-z][a-z0-9-]{0,30}$/, 'lower-case letters, digits and dashes, such as shop').describe(
      'What the fitted topology is called.',
    ),
    topology: text('topology.yaml').describe(
      'What the service is: its routes, what they read and write, the proxy. Its numbers are replaced by those that are measured.',
    ),
    settings: text('settings/today.yaml').describe('The cache settings that were in force.'),
    prometheus: z.strictObject({
      url: name(/^https?:\/\/[^\s/?#@]+/, 'an address, such as http://127.0.0.1:9090').describe(
        'Of the server; its API is below it.',
      ),
      every: duration({ min: 1000, max: 300_000 }).prefault('15s').describe('How often it scrapes.'),
      token: text("'${PROM_TOKEN}'").optional().describe('Bearer token.'),
    }),
    window: duration({ min: 1000, max: 3_600_000 })
      .optional()
      .describe('What is counted together (default: four scrapes).'),
    preset: z.enum(PRESET_NAMES).optional().describe('Whose names the metrics have.'),
    pools: z
      .record(z.string(), z.union([text('site-a'), z.array(text('site-a'))]))
      .optional()
      .describe("What the pool's label says of each pool of the topology (default: the pool's name)."),
    outcomes: z
      .record(z.string(), z.enum(['hit', 'coalesced', 'miss', 'none']))
      .prefault({})
      .describe("Words of one's own for what the cache said."),
    routes: z
      .record(z.string(), text('GET /api/products/:id'))
      .prefault({})
      .describe("The topology's route of a value of the route's label, where they differ by more than {id} and :id."),
    roles: roles.prefault({}).describe('Beside the preset, or in its place.'),
  })
  .meta({ title: 'Headroom twin' });

export type WrittenTwin = z.output<typeof twinSchema>;
