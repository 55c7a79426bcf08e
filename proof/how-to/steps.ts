/** What the how-tos in CONTRIBUTING.md have somebody write, for a knob, an operation and an objective that there are not. */
import type { Step } from './tree-copy.ts';

/** A cache that takes nobody at the first miss. */
export const KNOB = {
  entry: {
    file: 'mock-service/settings/knobs.ts',
    edits: [
      {
        at: '  scope: knob({',
        becomes: `  doorkeeper: knob({
    schema: ({ z }: Fields) => z.boolean().prefault(false).describe('Store nobody at the first miss.'),
    other: 'true',
    field: 'doorkeeper',
    print: String,
    acted: 'records that were not stored',
    enough: everyArm(0.01, keeps => !keeps),
    exercise: () => ({ scenario: 'eu-peak-failover' }),
  }),
  scope: knob({`,
      },
    ],
  },
  model: {
    file: 'mock-service/model/cache/cache.ts',
    edits: [
      { at: '  evictions = 0;\n', becomes: '  evictions = 0;\n  #seen = new Set<number>();\n' },
      {
        at: '    let ttl = record === null ? settings.negativeTtlMs : settings.ttlMs;\n',
        becomes: `    if (settings.doorkeeper && !this.#seen.has(key)) {
      this.#seen.add(key);
      this.activations.doorkeeper++;
      return;
    }
    let ttl = record === null ? settings.negativeTtlMs : settings.ttlMs;
`,
      },
    ],
  },
  page: {
    file: 'docs/model.md',
    edits: [
      {
        at: '| `scope` |',
        becomes:
          '| `doorkeeper` | a record is stored from the second miss of its user on | one is not stored |\n| `scope` |',
      },
    ],
  },
} satisfies Record<string, Step>;

/** Hardly a core of a pool moves for a while. */
export const OPERATION = {
  file: {
    file: 'harness/operations/catalogue/freeze.ts',
    text: `import { z } from 'zod';
import { operationEntry } from './operation-entry.ts';
import { poolField, whileField } from './request-field.ts';

const facts = { pool: z.string() } as const;

export const freeze = operationEntry({
  name: 'freeze',
  does: 'Holds the cores of a pool, as a pause of its machines does.',
  fields: { pool: poolField('pool'), for: whileField('for') },
  order: ({ pool, for: forMs = null }) => ({ pool, forMs }),
  perform({ pool, forMs }, { site, begun, ends }) {
    begun({ pool });
    site.pool(pool, { kind: 'cpu', share: 0.01 });
    ends(forMs, { pool }, () => site.pool(pool, { kind: 'cpu', share: 1 }));
  },
  told: ({ pool, forMs }) => ({ pool, for: String(forMs) }),
  event: { facts, target: ({ pool }) => pool, trigger: 'begins', phase: () => 'frozen', sentence: () => 'hardly a core moves' },
  completion: { facts, target: ({ pool }) => pool, trigger: 'ends', phase: () => null, sentence: () => 'they move again' },
  forms: () => [{ button: 'Freeze' }],
});
`,
  },
  line: {
    file: 'harness/operations/catalogue/catalogue.ts',
    edits: [
      {
        at: "import { flush } from './flush.ts';\n",
        becomes: "import { flush } from './flush.ts';\nimport { freeze } from './freeze.ts';\n",
      },
      { at: 'flush, degrade', becomes: 'flush, freeze, degrade' },
    ],
  },
  script: {
    file: 'scenarios/lib/operations.ts',
    edits: [
      {
        at: '/** Slows the cores of a pool',
        becomes: `/** Holds the cores of a pool for a while. */
export function freeze(pool: string, how: { for: string }): void {
  operate('freeze', { pool, ...how });
}

/** Slows the cores of a pool`,
      },
    ],
  },
} satisfies Record<string, Step>;

/** The median of all response times. */
export const OBJECTIVE = {
  file: {
    file: 'harness/verdict/objectives/median.ts',
    text: `import { ms } from '../figures.ts';
import { noData, type Objective, unjudgedRequests } from './objective.ts';

export const median: Objective<'median', 'ms'> = {
  name: 'median',
  unit: 'ms',
  asks: 'at-most',
  default: 'off',
  help: 'Median of the response times.',
  print: ms,
  tile: 'Median',
  later: true,
  feelsLag: true,
  counted: null,
  compared: { metric: 'medianMs', title: 'Median of all' },
  judge: (_, { requests }) => {
    const value = requests.responseTimeMs.p50;
    return unjudgedRequests(requests) ?? (value === null ? noData('nothing was answered') : { value, note: null });
  },
  holdsIn: null,
  isLost: () => false,
  brokenUndisturbed: () => true,
  brokenSentence: ({ limit, value }) => \`Half of the requests took \${ms(value)} or longer; \${ms(limit)} is allowed.\`,
};
`,
  },
  line: {
    file: 'harness/verdict/objectives/objectives.ts',
    edits: [
      {
        at: "import { headroom } from './headroom.ts';\n",
        becomes: "import { headroom } from './headroom.ts';\nimport { median } from './median.ts';\n",
      },
      { at: ' p99, recovery,', becomes: ' p99, median, recovery,' },
    ],
  },
} satisfies Record<string, Step>;
