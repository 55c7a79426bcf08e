import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard } from './dashboard.ts';
import { colored, distribution, latest, limitLine, overTime, states, upTo, upToWarning } from './panel.ts';
import { histogramQuantile, ratio, TOPOLOGY } from './query.ts';
import { FAILING_VERDICTS, PHASES } from './states.ts';

const WHERE = 'topology=~"$topology"';
const BY_POOL = 'topology, pool';

/** What people watch while a drill runs, and look at after it. */
export const failoverDrill: Dashboard = dashboard({
  uid: 'headroom-failover-drill',
  title: 'Failover drill',
  description:
    'One drill: does the region survive a failover at its peak with the cache settings under test? Read from the top: the answer, what users ' +
    'saw, which pool was full, what the cache and the directory had to do with it, and whether the load generator can be trusted.',
  from: 'now-5m',
  refresh: '5s',
  variables: [TOPOLOGY],
  rows: [
    {
      title: 'The answer',
      panels: [
        latest({
          title: 'Verdict',
          description:
            'Of the drill under way, and of the runs that have ended in the time shown (with --remote-write), by cache settings. ' +
            'Undecided until the end, unless an objective is broken already.',
          unit: 'none',
          names: true,
          span: 5,
          queries: [
            [`max by (settings, verdict) (headroom_drill_verdict{${WHERE}}) == 1`, '{{settings}}: {{verdict}} (now)'],
            [
              `max by (settings, verdict) (last_over_time(headroom_run_verdict{${WHERE}}[$__range])) == 1`,
              '{{settings}}: {{verdict}}',
            ],
          ],
          overrides: FAILING_VERDICTS,
          noValue: 'no drill',
        }),
        latest({
          title: 'Timeouts began',
          description:
            'The second of the drill in which sustained timeouts began, in the time shown. It updates every two seconds of a live drill. Nothing here is good.',
          unit: 's',
          queries: [
            [`max by (settings) (last_over_time(headroom_drill_onset_seconds{${WHERE}}[$__range]))`, '{{settings}}'],
          ],
          thresholds: [{ value: null, color: 'red' }],
          noValue: 'no timeouts',
        }),
        latest({
          title: 'At a planned load of',
          description: 'The load that users brought when the first of these timeouts was issued.',
          unit: 'reqps',
          queries: [
            [
              `max by (settings) (last_over_time(headroom_drill_onset_requests_per_second{${WHERE}}[$__range]))`,
              '{{settings}}',
            ],
          ],
          thresholds: [{ value: null, color: 'red' }],
          noValue: 'no timeouts',
        }),
        latest({
          title: 'Headroom now, estimated',
          description:
            'What the busiest pool would bear if its CPU rose in proportion, ÷ the regional peak: load ÷ CPU ÷ peak. At 1 the peak is all that it ' +
            'bears. While a pool is full it is less than this. `headroom capacity` measures it.',
          unit: 'short',
          decimals: 2,
          span: 4,
          queries: [
            [
              `min by (topology) (${ratio(
                `sum by (${BY_POOL}) (rate(headroom_proxy_attempts_total{${WHERE}}[$__rate_interval])) > 10`,
                cpu(),
                BY_POOL,
              )}) / on (topology) max by (topology) (headroom_topology_peak_requests_per_second{${WHERE}})`,
              '{{topology}}',
            ],
          ],
          thresholds: [
            { value: null, color: 'red' },
            { value: 1, color: 'orange' },
            { value: 1.1, color: 'green' },
          ],
          noValue: 'no load',
        }),
        states({
          title: 'Phase',
          description: 'What the drill is doing: setup and teardown are not load.',
          unit: 'none',
          span: 7,
          height: 5,
          queries: [[`max by (phase) (headroom_drill_phase{${WHERE}}) == 1`, '{{phase}}']],
          mappings: PHASES,
        }),
      ],
    },
    {
      title: 'What users saw',
      panels: [
        overTime({
          title: 'Offered, good and timed out',
          description:
            'Requests per second: issued, answered well and in time, and timed out (504 or no answer at all). Good should lie on offered. In an ' +
            'outage offered falls below what users would have brought, since sessions stretch. The dashed line is the regional peak.',
          unit: 'reqps',
          min: 0,
          queries: [
            [`sum(rate(headroom_drill_requests_offered_total{${WHERE}}[$__rate_interval]))`, 'offered'],
            [`sum by (outcome) (rate(headroom_drill_requests_total{${WHERE}}[$__rate_interval]))`, '{{outcome}}'],
            [`max(headroom_topology_peak_requests_per_second{${WHERE}})`, 'peak'],
          ],
          overrides: [
            ['offered', colored('blue')],
            ['good', colored('green')],
            ['timeout', colored('red')],
            ['error', colored('orange')],
            ['unexpected', colored('purple')],
            ['peak', limitLine('gray')],
          ],
        }),
        overTime({
          title: 'Share of requests that timed out',
          description:
            'Answers 504 of the proxy ÷ all its answers. The topology says how many are allowed, none by default; 0.1 % is where the alert fires.',
          unit: 'percentunit',
          min: 0,
          queries: [
            [
              ratio(
                `sum by (topology) (rate(headroom_proxy_requests_total{${WHERE}, status="504"}[$__rate_interval]))`,
                `sum by (topology) (rate(headroom_proxy_requests_total{${WHERE}}[$__rate_interval]))`,
                'topology',
              ),
              '{{topology}} 504',
            ],
            [
              ratio(
                `sum by (topology) (rate(headroom_proxy_requests_total{${WHERE}, status="503"}[$__rate_interval]))`,
                `sum by (topology) (rate(headroom_proxy_requests_total{${WHERE}}[$__rate_interval]))`,
                'topology',
              ),
              '{{topology}} 503',
            ],
          ],
          thresholds: upTo(0.001),
        }),
        overTime({
          title: 'Response time',
          description:
            'From the moment a request was due, so that a stalled service is charged for those who wait. Dashed: the objective for p99, and the ' +
            'deadline after which the proxy answers 504; a p99 that rests on the deadline means timeouts.',
          unit: 's',
          min: 0,
          queries: [
            [histogramQuantile(0.5, 'headroom_drill_response_time_seconds', WHERE, ''), 'p50'],
            [histogramQuantile(0.9, 'headroom_drill_response_time_seconds', WHERE, ''), 'p90'],
            [histogramQuantile(0.99, 'headroom_drill_response_time_seconds', WHERE, ''), 'p99'],
            [`max(headroom_objective_limit{${WHERE}, objective="p99"})`, 'objective'],
            [`max(headroom_proxy_deadline_seconds{${WHERE}})`, 'deadline'],
          ],
          overrides: [
            ['objective', limitLine('orange')],
            ['deadline', limitLine()],
          ],
        }),
        distribution({
          title: 'Response time, distribution',
          description:
            'How many requests took how long, darker for more. A second band near the deadline is an outage of some users that an average would hide.',
          unit: 's',
          queries: [
            [
              `sum by (le) (increase(headroom_drill_response_time_seconds_bucket{${WHERE}}[$__rate_interval]))`,
              '{{le}}',
            ],
          ],
        }),
      ],
    },
    {
      title: 'Pools',
      panels: [
        overTime({
          title: 'CPU',
          description:
            'Share of the cores of all instances of a pool in use. A failover moves the load of the primary onto the alternate; at 100 % its queues ' +
            'grow until requests time out. Above 90 % the alert fires.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          queries: [[cpu(), '{{pool}}']],
          thresholds: upToWarning(0.8, 0.9),
        }),
        overTime({
          title: 'Memory of the fullest instance',
          description:
            'Base, cache entries and requests held ÷ what the instance has. From 70 % on garbage collection costs CPU; at 100 % the instance dies.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          queries: [
            [
              `max by (${BY_POOL}) (headroom_instance_memory_used_bytes{${WHERE}} / headroom_instance_memory_limit_bytes{${WHERE}})`,
              '{{pool}}',
            ],
          ],
          thresholds: upToWarning(0.7, 0.9),
        }),
        overTime({
          title: 'Longest queue',
          description:
            'Requests that an instance holds beyond its cores, the most of any instance of a pool. A queue that grows while CPU is full is where ' +
            'timeouts come from; at the limit (dashed) further requests get 503 at once.',
          unit: 'short',
          min: 0,
          queries: [
            [`max by (${BY_POOL}) (headroom_instance_requests_queued{${WHERE}})`, '{{pool}}'],
            [`max(headroom_instance_requests_limit{${WHERE}} - headroom_instance_cpu_threads{${WHERE}})`, 'limit'],
          ],
          overrides: [['limit', limitLine()]],
        }),
        overTime({
          title: 'Requests in flight',
          description:
            'Admitted and not finished, all instances of a pool: on a core, waiting for one, or waiting for the directory.',
          unit: 'short',
          min: 0,
          queries: [[`sum by (${BY_POOL}) (headroom_instance_requests_in_flight{${WHERE}})`, '{{pool}}']],
        }),
      ],
    },
    {
      title: 'Cache and directory',
      panels: [
        overTime({
          title: 'Hit ratio',
          description:
            'Lookups of reads answered from a cache at once (hit, stale or early; waiting for another request’s read is no hit) ÷ all. It falls ' +
            'after a failover, since the alternate starts cold; with good settings it comes back within seconds.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          queries: [
            [
              ratio(
                `sum by (${BY_POOL}) (rate(headroom_cache_requests_total{${WHERE}, result=~"hit|stale|early"}[$__rate_interval]))`,
                `sum by (${BY_POOL}) (rate(headroom_cache_requests_total{${WHERE}}[$__rate_interval]))`,
                BY_POOL,
              ),
              '{{pool}}',
            ],
          ],
        }),
        overTime({
          title: 'Lookups by result',
          description:
            'Reads per second by what the cache had for them. Misses cost the directory a read and the instance ten times the CPU of a hit.',
          unit: 'ops',
          min: 0,
          stacked: true,
          queries: [
            [`sum by (result) (rate(headroom_cache_requests_total{${WHERE}}[$__rate_interval]))`, '{{result}}'],
          ],
          overrides: [
            ['hit', colored('green')],
            ['miss', colored('red')],
            ['coalesced', colored('orange')],
            ['stale', colored('yellow')],
            ['early', colored('blue')],
          ],
        }),
        overTime({
          title: 'Directory: slots in use',
          description:
            'Calls that the directory works on, and those that wait for a slot. At its limit (dashed) every miss waits, in both pools: the directory ' +
            'is shared.',
          unit: 'short',
          min: 0,
          queries: [
            [`sum by (topology) (headroom_directory_calls_active{${WHERE}})`, '{{topology}} working'],
            [`sum by (topology) (headroom_directory_calls_waiting{${WHERE}})`, '{{topology}} waiting'],
            [`max(headroom_directory_concurrency_limit{${WHERE}})`, 'limit'],
          ],
          overrides: [['limit', limitLine()]],
        }),
        overTime({
          title: 'Directory: latency',
          description: 'From a call to its answer, the wait for a slot included.',
          unit: 's',
          min: 0,
          queries: [
            [histogramQuantile(0.5, 'headroom_directory_call_duration_seconds', WHERE, ''), 'p50'],
            [histogramQuantile(0.99, 'headroom_directory_call_duration_seconds', WHERE, ''), 'p99'],
          ],
        }),
        overTime({
          title: 'Cache entries, fills and evictions',
          description:
            'Entries held (left) and entries stored or thrown out per second (right). Fills near the rate of lookups mean that the cache does not help.',
          unit: 'short',
          min: 0,
          span: 24,
          queries: [
            [`sum by (${BY_POOL}) (headroom_cache_entries{${WHERE}})`, '{{pool}} entries'],
            [`sum by (${BY_POOL}) (rate(headroom_cache_fills_total{${WHERE}}[$__rate_interval]))`, '{{pool}} fills/s'],
            [
              `sum by (${BY_POOL}) (rate(headroom_cache_evictions_total{${WHERE}}[$__rate_interval]))`,
              '{{pool}} evictions/s',
            ],
          ],
          overrides: [[/\/s$/, [{ id: 'custom.axisPlacement', value: 'right' }]]],
        }),
      ],
    },
    {
      title: 'Can it be trusted?',
      panels: [
        overTime({
          title: 'Lag of the load generator',
          description:
            'How late iterations started. It is in every response time: above 20 ms (or 5 % of the p99 objective) the generator, not the system, was the ' +
            'bottleneck, and the verdict is inconclusive.',
          unit: 's',
          min: 0,
          span: 8,
          queries: [
            [histogramQuantile(0.5, 'headroom_generator_lag_seconds', WHERE, ''), 'p50'],
            [histogramQuantile(0.99, 'headroom_generator_lag_seconds', WHERE, ''), 'p99'],
          ],
          thresholds: upTo(0.02),
        }),
        overTime({
          title: 'Iterations due and dropped, VUs',
          description:
            'Iterations per second that were due, and those that found no free VU (they are dropped, never delayed: over 0.1 % the verdict is ' +
            'inconclusive); VUs in use on the right. More VUs are in use when sessions take longer.',
          unit: 'short',
          min: 0,
          span: 8,
          queries: [
            [`sum(rate(headroom_drill_iterations_total{${WHERE}, state="due"}[$__rate_interval]))`, 'due/s'],
            [`sum(rate(headroom_drill_iterations_total{${WHERE}, state="dropped"}[$__rate_interval]))`, 'dropped/s'],
            [`sum(k6_vus{${WHERE}})`, 'VUs'],
          ],
          overrides: [
            ['dropped/s', colored('red')],
            ['VUs', [{ id: 'custom.axisPlacement', value: 'right' }]],
          ],
        }),
        overTime({
          title: 'Our own processes',
          description:
            'How busy the event loop of each process of the drill is, 0 to 1: of the tool, not of the modelled instances. Near 1 the machine is too ' +
            'small for this drill; --virtual does not depend on it.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          span: 8,
          queries: [
            [
              `sum by (process) (rate(nodejs_eventloop_active_seconds_total{${WHERE}}[$__rate_interval]))`,
              '{{process}}',
            ],
          ],
          thresholds: upTo(0.9),
        }),
      ],
    },
  ],
});

/** CPU share of each pool. */
function cpu(): string {
  return ratio(
    `sum by (${BY_POOL}) (rate(headroom_instance_cpu_seconds_total{${WHERE}}[$__rate_interval]))`,
    `sum by (${BY_POOL}) (headroom_instance_cpu_cores{${WHERE}})`,
    BY_POOL,
  );
}
