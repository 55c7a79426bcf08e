/** For tests of live drills: the smallest site, and a script that sends it little. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const POOL = '{ instances: 1, cores: 1, memory: 512MiB }';

/** @param proxy settings of the proxy beside its defaults */
export function smallTopology(folder: string, name: string, proxy = ''): string {
  const file = join(folder, `${name}.yaml`);
  const pools = `pools: { primary: ${POOL}, alternate: ${POOL} }`;
  const objectives = 'objectives: { timeouts: off, errors: 1%, p99: off, recovery: off, headroom: off }';
  writeFileSync(file, `name: ${name}\nusers: 100\npeak: 20\n${pools}\nproxy: { ${proxy} }\n${objectives}\n`);
  return file;
}

/** Twenty requests a second; says where the site is, and when load has come for a second. */
export function smallScript(folder: string, seconds: number): string {
  const file = join(folder, `small-${seconds}s.ts`);
  writeFileSync(
    file,
    `import exec from 'k6/execution';
import http from 'k6/http';
import type { Options } from 'k6/options';

export const options: Options = {
  scenarios: {
    reads: {
      executor: 'constant-arrival-rate',
      rate: 20,
      duration: '${seconds}s',
      preAllocatedVUs: 20,
      maxVUs: 60,
      gracefulStop: '2s',
    },
  },
};

export function setup(): void {
  console.log(\`site \${__ENV.BASE_URL} \${__ENV.CONTROL_URL}\`);
}

export default function read(): void {
  if (exec.scenario.iterationInTest === 20) console.log('under load');
  http.get(\`\${__ENV.BASE_URL}/v1.0/me/authentication/methods\`, { headers: { 'x-user': \`user\${__ITER % Number(__ENV.USERS)}@\${__ENV.REGION}.example\` } });
}
`,
  );
  return file;
}
