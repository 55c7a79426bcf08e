import { Document } from 'yaml';

/** A comparison that Argo Rollouts runs before it goes on. */
export interface RolloutAnalysis {
  /** Of both objects. */
  readonly name: string;
  readonly namespace: string | null;
  /** A container image whose entrypoint is headroom. */
  readonly image: string;
  /** One module for k6. */
  readonly code: string;
  /** The texts of the topology, today's settings and the candidate's. */
  readonly topology: string;
  readonly baseline: string;
  readonly candidate: string;
  /** The script's `__ENV`. */
  readonly env: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** A Prometheus that takes remote writes, without a path; null: there is none, and what is inconclusive fails. */
  readonly prometheus: string | null;
}

/** The analysis' argument that tells one analysis from another, and the tag that its figures have. */
export const RUN_ARGUMENT = 'run';
const RUN_TAG = 'testid';
/**
 * How often the verdict may not be there yet. Argo asks again 10 s after an error where a metric has no interval, and ends an analysis after more
 * than 4 errors in a row unless told otherwise: with this after an hour.
 */
const MOST_ERRORS = 360;

const DRILL = '/drill';
const RESULTS = '/results';
/** A Job is successful or failed: what does not tell ends well there, and the verdict in Prometheus says so. */
const INCONCLUSIVE_IS_NO_FAILURE = 'headroom "$@" || { code=$?; test $code -eq 90 || exit $code; }';

/**
 * A ConfigMap with a drill's files, and an AnalysisTemplate (`argoproj.io/v1alpha1`) whose Job compares the candidate with today's settings in it, on
 * the virtual clock. Safe is successful and worse is failed. With a Prometheus a second metric reads the verdict that the Job has written there,
 * and neither of its conditions holds of an inconclusive one: the analysis is inconclusive, and the rollout pauses.
 */
export function analysisTemplate(analysis: RolloutAnalysis): string {
  const { name, namespace, code, topology, baseline, candidate, prometheus } = analysis;
  const metadata = { name, ...(namespace === null ? {} : { namespace }) };
  const files = {
    [`${name}.js`]: code,
    'topology.yaml': topology,
    'baseline.yaml': baseline,
    'candidate.yaml': candidate,
  };
  const template = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisTemplate',
    metadata,
    spec: {
      ...(prometheus === null ? {} : { args: [{ name: RUN_ARGUMENT }] }),
      metrics: [
        { name: 'drill', provider: { job: { spec: jobOf(analysis) } } },
        ...(prometheus === null ? [] : [verdictMetric(prometheus)]),
      ],
    },
  };
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: files };
  return [configMap, template].map(object => new Document(object).toString({ lineWidth: 0 })).join('---\n');
}

function jobOf(analysis: RolloutAnalysis): object {
  const { name, image, prometheus } = analysis;
  const args = wordsOf(analysis);
  return {
    backoffLimit: 0,
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [
          {
            name: 'headroom',
            image,
            ...(prometheus === null ? {} : { command: ['sh', '-c', INCONCLUSIVE_IS_NO_FAILURE, 'headroom'] }),
            args,
            volumeMounts: [
              { name: 'drill', mountPath: DRILL, readOnly: true },
              { name: 'results', mountPath: RESULTS },
            ],
          },
        ],
        volumes: [
          { name: 'drill', configMap: { name } },
          { name: 'results', emptyDir: {} },
        ],
      },
    },
  };
}

/** The command line after `headroom`. */
function wordsOf({ name, env, tags, prometheus }: RolloutAnalysis): string[] {
  return [
    ...['compare', `${DRILL}/${name}.js`, `${DRILL}/baseline.yaml`, `${DRILL}/candidate.yaml`],
    ...['--topology', `${DRILL}/topology.yaml`, '--virtual', '--quiet', '--out', `${RESULTS}/gate`],
    ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...Object.entries(tags).flatMap(([key, value]) => ['--tag', `${key}=${value}`]),
    ...(prometheus === null
      ? []
      : [
          ...['--tag', `${RUN_TAG}={{args.${RUN_ARGUMENT}}}`, '--remote-write', `${prometheus}/api/v1/write`],
          ...['--allow-host', new URL(prometheus).hostname],
        ]),
  ];
}

/** 1 is safe, −1 worse, 0 neither; until the verdict is there the query has no result, and reading one is an error. */
function verdictMetric(address: string): object {
  const of = (verdict: string): string =>
    `sum(headroom_compare_verdict{${RUN_TAG}="{{args.${RUN_ARGUMENT}}}",verdict="${verdict}"})`;
  return {
    name: 'verdict',
    successCondition: 'result[0] == 1',
    failureCondition: 'result[0] == -1',
    consecutiveErrorLimit: MOST_ERRORS,
    provider: { prometheus: { address, query: `${of('safe')} - ${of('worse')}` } },
  };
}
