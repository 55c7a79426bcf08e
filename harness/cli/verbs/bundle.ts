import { writeFileSync } from 'node:fs';
import { InputErrors } from '../../../mock-service/settings/input-errors.ts';
import { systemErrorText } from '../../../mock-service/settings/system-error.ts';
import { scriptProblems } from '../../drill/script-problems.ts';
import { type PortableScript, portableScript } from '../../script/compile/portable-script.ts';
import { ScriptErrors } from '../../script/compile/problems.ts';
import { EXIT } from '../exit-code.ts';
import { type Command, type Given, UsageError } from '../flags/command.ts';
import { keyValues, oneScript, wholeNumber } from '../flags/drill-flags.ts';
import { CONFIG_MAP_BYTES, distributedRun } from '../kubernetes.ts';
import { nameOf } from '../script-name.ts';
import { toStderr } from '../to-terminal.ts';

/** Flags that say something about the run on Kubernetes, and nothing about the module. */
const KUBERNETES_FLAGS = ['parallelism', 'env', 'tag', 'name', 'namespace'] as const;
/** What Kubernetes takes as a name. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

export const bundle: Command = {
  name: 'bundle',
  usage: 'headroom bundle SCRIPT [flags]',
  details:
    'Puts the script, the local modules it imports and the files it opens into one module, with k6’s own modules left as imports. ' +
    'k6 runs it as it is: there is nothing of Headroom in it.\n' +
    'With --kubernetes the result is a ConfigMap that holds the module and a TestRun for k6’s operator that runs it on several machines at ' +
    'once, for load that one machine cannot bring: kubectl apply -f.',
  flags: {
    out: { value: 'FILE', help: 'Where the result goes (default: stdout).' },
    kubernetes: { help: 'A ConfigMap and a TestRun (YAML) instead of the module.' },
    parallelism: { value: 'N', help: 'With --kubernetes: how many k6 processes share the load (default 4).' },
    env: {
      short: 'e',
      value: 'KEY=VALUE',
      multiple: true,
      help: "With --kubernetes: the script's __ENV, such as BASE_URL.",
    },
    tag: { value: 'KEY=VALUE', multiple: true, help: 'With --kubernetes: tag every sample.' },
    name: { value: 'NAME', help: "With --kubernetes: the objects' name (default: the script's)." },
    namespace: { value: 'NAME', help: "With --kubernetes: the objects' namespace." },
  },
  examples: [
    'headroom bundle scenarios/eu-peak-failover.ts --out eu-peak-failover.js',
    'headroom bundle scenarios/eu-peak-failover.ts --kubernetes --parallelism 8 -e BASE_URL=https://staging.example.com --out testrun.yaml',
  ],
  async run(given) {
    const script = oneScript(given, 'bundle');
    const kubernetes = given.has('kubernetes');
    for (const flag of KUBERNETES_FLAGS) {
      if (!kubernetes && (given.text(flag) !== undefined || given.texts(flag).length > 0)) {
        throw new UsageError(`--${flag} goes with --kubernetes; k6 takes its own flags when it runs the module`);
      }
    }
    const portable = await read(script);
    const text = kubernetes ? testRun(given, script, portable) : portable.code;
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

async function read(script: string): Promise<PortableScript> {
  try {
    return await portableScript(script);
  } catch (error) {
    throw error instanceof ScriptErrors ? new InputErrors(scriptProblems(error)) : error;
  }
}

function testRun(given: Given, script: string, { code }: PortableScript): string {
  const fallback = nameOf(script)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const name = given.text('name') ?? fallback;
  if (!NAME.test(name))
    throw new UsageError(`--name must be lower-case letters, digits and -, at most 63, not ${name}`);
  const text = distributedRun({
    name,
    namespace: given.text('namespace') ?? null,
    file: `${name}.js`,
    code,
    parallelism: wholeNumber(given, 'parallelism', 4, 1),
    env: keyValues(given, 'env'),
    tags: keyValues(given, 'tag'),
  });
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
