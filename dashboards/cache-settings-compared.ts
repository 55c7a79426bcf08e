import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard, type LabelVariable } from './dashboard.ts';
import { bars, comparison, latest, limitLine, overTime, upTo, upToWarning } from './panel.ts';
import { ABSENT, FAILING_VERDICTS } from './states.ts';

const WHERE = 'topology=~"$topology", script=~"$script", fingerprint=~"$settings"';
const BY_SETTINGS = 'settings, fingerprint';

/** Runs send their figures with --remote-write: the variables are of those, not of what is scraped. */
const VARIABLES: readonly LabelVariable[] = [
  {
    name: 'topology',
    label: 'Topology',
    description: 'The system under test, by the name in its topology file.',
    metric: 'headroom_run_verdict',
    of: 'topology',
  },
  {
    name: 'script',
    label: 'Script',
    description: 'What was asked: runs of different scripts are not to be compared.',
    metric: 'headroom_run_verdict{topology=~"$topology"}',
    of: 'script',
  },
  {
    name: 'settings',
    label: 'Settings',
    description: 'Cache settings by fingerprint: the same for the same values, whatever their file is called.',
    metric: 'headroom_run_verdict{topology=~"$topology", script=~"$script"}',
    of: 'fingerprint',
  },
];

/** The last figure that each run had in the time shown, over all seeds: the mean, or what `of` says. */
function lastRuns(metric: string, of: 'avg' | 'max' | 'min' = 'avg', selector = '', by = BY_SETTINGS): string {
  const labels = selector === '' ? WHERE : `${WHERE}, ${selector}`;
  return `${of} by (${by}) (last_over_time(headroom_run_${metric}{${labels}}[$__range]))`;
}

/** Which cache settings are safe: runs side by side, by fingerprint. */
export const cacheSettingsCompared: Dashboard = dashboard({
  uid: 'headroom-cache-settings',
  title: 'Cache settings compared',
  description:
    'Runs of the same script with different cache settings, live or virtual, side by side. Figures come when a run ends, from ' +
    '`headroom run … --remote-write URL` and `headroom compare … --remote-write URL`; choose a time range that holds the runs. Whether a difference ' +
    'is more than chance, `headroom compare --repeat` says.',
  from: 'now-24h',
  refresh: '30s',
  variables: VARIABLES,
  rows: [
    {
      title: 'Which is safe?',
      panels: [
        latest({
          title: 'Verdicts',
          description:
            'The last verdict of each settings: pass, fail, or inconclusive where the load generator was the bottleneck.',
          unit: 'none',
          names: true,
          span: 8,
          height: 8,
          queries: [
            [
              `max by (${BY_SETTINGS}, verdict) (last_over_time(headroom_run_verdict{${WHERE}}[$__range])) == 1`,
              '{{settings}}: {{verdict}}',
            ],
          ],
          overrides: FAILING_VERDICTS,
          noValue: 'no runs',
        }),
        comparison({
          title: 'Side by side',
          description:
            'Means over the seeds of the last runs. Timeouts is the share of requests; onset the second in which they began (– for none); hold CPU is the ' +
            'alternate’s mean while it has all users; headroom is capacity ÷ peak, estimated from load and CPU.',
          unit: 'short',
          span: 16,
          labels: { settings: 'Settings', fingerprint: 'Fingerprint' },
          queries: [
            [lastRuns('timeouts_ratio'), 'Timeouts'],
            [lastRuns('onset_seconds', 'min'), 'Onset'],
            [lastRuns('response_time_seconds', 'avg', 'quantile="0.99"'), 'p99'],
            [lastRuns('pool_hold_cpu_ratio', 'max'), 'Hold CPU'],
            [lastRuns('pool_peak_memory_ratio', 'max'), 'Peak memory'],
            [lastRuns('headroom_ratio', 'min', 'basis="estimate"'), 'Headroom'],
          ],
          mappings: ABSENT,
          overrides: [
            ['Timeouts', percent()],
            ['Onset', seconds()],
            ['p99', seconds()],
            ['Hold CPU', percent()],
            ['Peak memory', percent()],
            ['Headroom', [{ id: 'decimals', value: 2 }]],
          ],
        }),
        bars({
          title: 'Headroom, estimated',
          description:
            'Capacity of the alternate ÷ regional peak, estimated from its load and CPU while it held all users. Below 1 it does not bear the peak; ' +
            'the objective is 1.1 unless the topology says otherwise.',
          unit: 'short',
          decimals: 2,
          min: 0,
          max: 2,
          queries: [[lastRuns('headroom_ratio', 'min', 'basis="estimate"'), '{{settings}}']],
          thresholds: [
            { value: null, color: 'red' },
            { value: 1, color: 'orange' },
            { value: 1.1, color: 'green' },
          ],
        }),
        bars({
          title: 'Requests that timed out',
          description:
            'Share of all requests of a run that timed out, worst seed. Anything but 0 breaks the default objective.',
          unit: 'percentunit',
          min: 0,
          queries: [[lastRuns('timeouts_ratio', 'max'), '{{settings}}']],
          thresholds: upTo(0.000001),
        }),
        bars({
          title: 'p99 response time',
          description:
            'Of the whole run, from due, worst seed. The orange and red marks are those of the default topology: objective and deadline.',
          unit: 's',
          min: 0,
          queries: [[lastRuns('response_time_seconds', 'max', 'quantile="0.99"'), '{{settings}}']],
          thresholds: upToWarning(0.8, 2),
        }),
      ],
    },
    {
      title: 'Why?',
      panels: [
        bars({
          title: 'CPU of the pools while the alternate had all users',
          description:
            'The alternate’s mean CPU from the end of the drain to the next operation. Near 100 % the settings leave no room.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          queries: [[lastRuns('pool_hold_cpu_ratio', 'max', '', `${BY_SETTINGS}, pool`), '{{settings}} {{pool}}']],
          thresholds: upToWarning(0.8, 0.9),
        }),
        bars({
          title: 'Hit ratio',
          description: 'Of all lookups of a run, by pool. The alternate’s is lower, since it starts cold.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          queries: [[lastRuns('pool_hit_ratio', 'avg', '', `${BY_SETTINGS}, pool`), '{{settings}} {{pool}}']],
        }),
        bars({
          title: 'Directory: most slots in use',
          description: 'What misses asked of the store of record at the worst moment.',
          unit: 'short',
          min: 0,
          queries: [[lastRuns('directory_peak_concurrency', 'max'), '{{settings}}']],
        }),
        comparison({
          title: 'How often each knob acted',
          description:
            'Settings that differ in a knob that never acted were not compared by these runs: a longer --virtual drill may be needed (a TTL of 60 s does ' +
            'nothing in 45 s).',
          unit: 'short',
          decimals: 0,
          labels: { settings: 'Settings', fingerprint: 'Fingerprint', knob: 'Knob' },
          queries: [[lastRuns('knob_activations', 'max', '', `${BY_SETTINGS}, knob`), 'Activations']],
        }),
      ],
    },
    {
      title: 'Over runs',
      panels: [
        overTime({
          title: 'Requests that timed out, run by run',
          description:
            'A point a run, when it ended. The same settings should stay where they are: a jump is a change of the service or the script.',
          unit: 'percentunit',
          min: 0,
          points: true,
          queries: [[`headroom_run_timeouts_ratio{${WHERE}}`, '{{settings}} seed {{seed}} {{clock}}']],
        }),
        overTime({
          title: 'p99 response time, run by run',
          description: 'A point a run; dashed is the objective of its topology.',
          unit: 's',
          min: 0,
          points: true,
          queries: [
            [`headroom_run_response_time_seconds{${WHERE}, quantile="0.99"}`, '{{settings}} seed {{seed}} {{clock}}'],
            [`max(headroom_run_objective_limit{${WHERE}, objective="p99"})`, 'objective'],
          ],
          overrides: [['objective', limitLine('orange')]],
        }),
        overTime({
          title: 'Margin to each objective, run by run',
          description:
            'How much room each objective had, in its own unit (shares of requests, seconds, capacity ÷ peak): below 0 it was broken. Compare points of the ' +
            'same objective only.',
          unit: 'short',
          points: true,
          queries: [
            [
              `headroom_run_objective_margin{${WHERE}} == headroom_run_objective_margin{${WHERE}}`,
              '{{objective}} {{settings}} seed {{seed}}',
            ],
          ],
          thresholds: [
            { value: null, color: 'red' },
            { value: 0, color: 'green' },
          ],
        }),
        overTime({
          title: 'Load generator: lag p99 and dropped iterations, run by run',
          description:
            'Where these are not near 0 (virtual runs always are), the machine was too small and the verdict is inconclusive.',
          unit: 's',
          min: 0,
          points: true,
          queries: [
            [
              `headroom_run_generator_lag_seconds{${WHERE}, quantile="0.99"}`,
              'lag {{settings}} seed {{seed}} {{clock}}',
            ],
            [`headroom_run_iterations{${WHERE}, state="dropped"}`, 'dropped {{settings}} seed {{seed}} {{clock}}'],
          ],
          thresholds: upTo(0.02),
          overrides: [
            [
              /^dropped/,
              [
                { id: 'unit', value: 'short' },
                { id: 'custom.axisPlacement', value: 'right' },
              ],
            ],
          ],
        }),
      ],
    },
  ],
});

function percent() {
  return [{ id: 'unit', value: 'percentunit' }];
}

function seconds() {
  return [{ id: 'unit', value: 's' }];
}
