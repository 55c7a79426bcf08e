import { writeFileSync } from 'node:fs';
import { readText } from '../../../mock-service/files/read-text.ts';
import { InputErrors } from '../../../mock-service/settings/input-errors.ts';
import { systemErrorText } from '../../../mock-service/settings/system-error.ts';
import { scriptProblems } from '../../drill/script-problems.ts';
import { readReceiver } from '../../prometheus/deliver.ts';
import { type PortableScript, portableScript } from '../../script/compile/portable-script.ts';
import { ScriptErrors } from '../../script/compile/problems.ts';
import { readDrillFiles } from '../../topology/drill-files.ts';
import { analysisTemplate, type RolloutAnalysis } from '../argo.ts';
import { EXIT } from '../exit-code.ts';
import { type Command, type Given, UsageError } from '../flags/command.ts';
import { DEFAULT_SETTINGS, DEFAULT_TOPOLOGY, keyValues, oneScript, wholeNumber } from '../flags/drill-flags.ts';
import { CONFIG_MAP_BYTES, distributedRun } from '../kubernetes.ts';
import { nameOf } from '../script-name.ts';
import { shippedFile } from '../shipped-file.ts';
import { toStderr } from '../to-terminal.ts';

/** The forms beside the module itself, and the flags that say something of them alone. */
const FORMS = {
  kubernetes: ['parallelism', 'env', 'tag', 'name', 'namespace'],
  argo: ['image', 'cache', 'baseline', 'topology', 'prometheus', 'env', 'tag', 'name', 'namespace'],
} as const;
type Form = keyof typeof FORMS;
/** What Kubernetes takes as a name. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

export const bundle: Command = {
  name: 'bundle',
  usage: 'headroom bundle SCRIPT [flags]',
  details:
    'Puts the script, the local modules it imports and the files it opens into one module, with k6’s own modules left as imports. ' +
    'k6 runs it as it is: there is nothing of Headroom in it.\n' +
    'With --kubernetes the result is a ConfigMap that holds the module and a TestRun for k6’s operator that runs it on several machines at ' +
    'once, for load that one machine cannot bring: kubectl apply -f.\n' +
    'With --argo it is a ConfigMap with the drill and an AnalysisTemplate of Argo Rollouts that compares --cache with --baseline in it, in a container: ' +
    'safe goes on, worse aborts the rollout. With --prometheus what is inconclusive pauses it; without, it aborts too.',
  flags: {
    out: { value: 'FILE', help: 'Where the result goes (default: stdout).' },
    argo: { help: 'A ConfigMap and an AnalysisTemplate (YAML) instead of the module.' },
    image: { value: 'IMAGE', help: 'With --argo: the container image with headroom as its entrypoint.' },
    cache: { value: 'FILE', reads: true, help: 'With --argo: the cache settings that are to be rolled out.' },
    baseline: { value: 'FILE', reads: true, help: `With --argo: today's (default ${DEFAULT_SETTINGS}).` },
    topology: { value: 'FILE', reads: true, help: `With --argo: the system (default ${DEFAULT_TOPOLOGY}).` },
    prometheus: {
      value: 'URL',
      help: 'With --argo: a Prometheus that takes remote writes and that Argo reads, such as http://prometheus.monitoring:9090.',
    },
    kubernetes: { help: 'A ConfigMap and a TestRun (YAML) instead of the module.' },
    parallelism: { value: 'N', help: 'With --kubernetes: how many k6 processes share the load (default 4).' },
    env: {
      short: 'e',
      value: 'KEY=VALUE',
      multiple: true,
      help: "With --kubernetes or --argo: the script's __ENV, such as BASE_URL.",
    },
    tag: { value: 'KEY=VALUE', multiple: true, help: 'With --kubernetes or --argo: tag every sample.' },
    name: { value: 'NAME', help: "With --kubernetes or --argo: the objects' name (default: the script's)." },
    namespace: { value: 'NAME', help: "With --kubernetes or --argo: the objects' namespace." },
  },
  examples: [
    'headroom bundle scenarios/eu-peak-failover.ts --out eu-peak-failover.js',
    'headroom bundle scenarios/eu-peak-failover.ts --kubernetes --parallelism 8 -e BASE_URL=https://staging.example.com --out testrun.yaml',
    'headroom bundle drill.ts --argo --cache candidate.yaml --baseline now.yaml --topology topology.yaml --image registry.example/headroom --out analysis.yaml',
  ],
  async run(given) {
    const script = oneScript(given, 'bundle');
    const form = formOf(given);
    // What is wrong with files is told before the script is compiled.
    const drill = form === 'argo' ? drillOf(given) : null;
    const portable = await read(script);
    const text =
      drill !== null
        ? withinConfigMap(script, analysisTemplate({ ...objectsOf(given, script), ...drill, code: portable.code }))
        : form === 'kubernetes'
          ? withinConfigMap(script, testRun(given, script, portable))
          : portable.code;
    for (const { file, line, column, message } of portable.left) {
      toStderr(`warning: ${file}:${line}:${column}: ${message}\n`);
    }
    const out = given.text('out');
    // A program, not a text: as it is.
    if (out === undefined) process.stdout.write(text);
    else writeOut(out, text);
    return EXIT.pass;
  },
};

/** @throws UsageError for two forms, and for flags of another */
function formOf(given: Given): Form | null {
  const asked = (Object.keys(FORMS) as Form[]).filter(form => given.has(form));
  if (asked.length > 1) throw new UsageError(`--${asked.join(' and --')} are two forms: ask for one`);
  const [form = null] = asked;
  const own: readonly string[] = form === null ? [] : FORMS[form];
  for (const flag of new Set(Object.values(FORMS).flat())) {
    if (own.includes(flag) || (given.text(flag) === undefined && given.texts(flag).length === 0)) continue;
    const others = (Object.keys(FORMS) as Form[]).filter(each => (FORMS[each] as readonly string[]).includes(flag));
    const why = form === null ? '; k6 takes its own flags when it runs the module' : '';
    throw new UsageError(`--${flag} goes with --${others.join(' or --')}${why}`);
  }
  return form;
}

/** What `--argo` needs beside the script. @throws UsageError, or InputErrors with all problems of all files */
function drillOf(given: Given): Pick<RolloutAnalysis, 'image' | 'topology' | 'baseline' | 'candidate' | 'prometheus'> {
  const [image, cache] = [given.text('image'), given.text('cache')];
  if (image === undefined || cache === undefined)
    throw new UsageError('--argo needs --cache FILE, what is to be rolled out, and --image IMAGE, where headroom is');
  const baseline = given.text('baseline') ?? shippedFile(DEFAULT_SETTINGS);
  const topology = given.text('topology') ?? shippedFile(DEFAULT_TOPOLOGY);
  const prometheus = given.text('prometheus');
  const url = prometheus === undefined ? null : readReceiver(prometheus, 'such as http://prometheus.monitoring:9090');
  if (typeof url === 'string') throw new UsageError(`--prometheus ${url}`);
  if (url !== null && url.authorization !== null)
    throw new UsageError('--prometheus has a password, which would stand in the objects: use one that needs none');
  readDrillFiles(topology, [baseline, cache]);
  return {
    image,
    ...{ topology: readText(topology), baseline: readText(baseline), candidate: readText(cache) },
    prometheus: url === null ? null : url.url.replace(/\/$/, ''),
  };
}

async function read(script: string): Promise<PortableScript> {
  try {
    return await portableScript(script);
  } catch (error) {
    throw error instanceof ScriptErrors ? new InputErrors(scriptProblems(error)) : error;
  }
}

/** Both forms' objects. @throws UsageError for a name that Kubernetes does not take */
function objectsOf(given: Given, script: string): Pick<RolloutAnalysis, 'name' | 'namespace' | 'env' | 'tags'> {
  const fallback = nameOf(script)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const name = given.text('name') ?? fallback;
  if (!NAME.test(name))
    throw new UsageError(`--name must be lower-case letters, digits and -, at most 63, not ${name}`);
  return {
    ...{ name, namespace: given.text('namespace') ?? null },
    ...{ env: keyValues(given, 'env'), tags: keyValues(given, 'tag') },
  };
}

function testRun(given: Given, script: string, { code }: PortableScript): string {
  const objects = objectsOf(given, script);
  const parallelism = wholeNumber(given, 'parallelism', 4, 1);
  return distributedRun({ ...objects, file: `${objects.name}.js`, code, parallelism });
}

/** @throws InputErrors for more than a ConfigMap holds */
function withinConfigMap(script: string, text: string): string {
  if (Buffer.byteLength(text) > CONFIG_MAP_BYTES) {
    const size = Math.ceil(Buffer.byteLength(text) / 1024);
    const message = `${size} KiB do not fit into a ConfigMap (1 MiB): put the module and its files into a volume of their own`;
    throw new InputErrors([{ file: script, line: null, column: null, path: '', message }]);
  }
  return text;
}

function writeOut(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`--out ${file} cannot be written: ${systemErrorText(error)}`);
  }
  toStderr(`wrote ${file} (${Math.ceil(Buffer.byteLength(text) / 1024)} KiB)\n`);
}
