/** For tests of drills of targets: a small system that exists, its operations as commands that write down what they do, and its metrics. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** What the system does now; tests change it. */
export interface StackState {
  active: string;
  /** Answers with this status; 200. */
  status: number;
  /** Its metric server is there. */
  metrics: boolean;
  /** Requests that it bears in a second; what comes beyond is answered 503. */
  bears: number;
}

export class TargetStack {
  readonly folder: string;
  readonly state: StackState = { active: 'primary', status: 200, metrics: true, bears: Number.POSITIVE_INFINITY };
  /** When requests of users came, Unix time, ms. */
  readonly requests: number[] = [];
  readonly paths = new Set<string>();
  readonly #server: Server;
  #metrics: Server;

  private constructor(folder: string, server: Server, metrics: Server) {
    this.folder = folder;
    this.#server = server;
    this.#metrics = metrics;
  }

  static async start(folder: string): Promise<TargetStack> {
    mkdirSync(folder, { recursive: true });
    const server = createServer((request, response) => {
      stack.requests.push(Date.now());
      stack.paths.add(request.url ?? '');
      if (request.url === '/elsewhere') response.writeHead(302, { location: 'http://192.0.2.1/' });
      else response.statusCode = stack.inTheLastSecond > stack.state.bears ? 503 : stack.state.status;
      response.end('{}');
    });
    const metrics = createServer((request, response) => {
      const query = new URL(request.url ?? '/', 'http://x').searchParams.get('query') ?? '';
      const now = Date.now() / 1000;
      const vector = (values: Record<string, number>) =>
        Object.entries(values).map(([pool, value]) => ({ metric: { pool }, value: [now, String(value)] }));
      const active = stack.activePool();
      const of: Record<string, Record<string, number>> = {
        active: { primary: Number(active === 'primary'), alternate: Number(active === 'alternate') },
        cpu: { primary: 0.4, alternate: 0.1 },
        hitRatio: { primary: 0.8, alternate: 0.2 },
      };
      const data = { resultType: 'vector', result: vector(of[query] ?? {}) };
      if (!stack.state.metrics) request.socket.destroy();
      else response.end(JSON.stringify({ status: 'success', data }));
    });
    const stack = new TargetStack(folder, server, metrics);
    await Promise.all([listen(server), listen(metrics)]);
    const script = join(folder, 'operate.sh');
    // `operate.sh what how [pool]`: writes down what it does, moves the users where it says so, and ends as it is told.
    writeFileSync(
      script,
      `#!/bin/sh
cd "$(dirname "$0")"
echo "$1" >> done.txt
case $2 in
  moves) echo "$3" > active.txt;;
  fails) echo "half way"; echo "it went wrong with $SECRET" >&2; exit 7;;
  hangs) sleep 600;;
esac
echo "did $1"
`,
    );
    chmodSync(script, 0o755);
    return stack;
  }

  get url(): string {
    return urlOf(this.#server);
  }

  get metricsUrl(): string {
    return urlOf(this.#metrics);
  }

  /** What was done to it, in order. */
  get done(): string[] {
    const file = join(this.folder, 'done.txt');
    return existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter(line => line !== '')
      : [];
  }

  get inTheLastSecond(): number {
    const from = Date.now() - 1000;
    return this.requests.length - 1 - this.requests.findLastIndex(at => at <= from);
  }

  activePool(): string {
    const file = join(this.folder, 'active.txt');
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : this.state.active;
  }

  /** The most requests that came in any second. */
  get mostInASecond(): number {
    const { requests } = this;
    let most = 0;
    let from = 0;
    for (let to = 0; to < requests.length; to++) {
      while ((requests[to] as number) - (requests[from] as number) >= 1000) from++;
      most = Math.max(most, to - from + 1);
    }
    return most;
  }

  async close(): Promise<void> {
    for (const server of [this.#server, this.#metrics]) {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    }
  }
}

/** Its target file. @param change how operations and limits differ from those that work */
export function targetFile(
  stack: TargetStack,
  change: { operations?: Record<string, string>; safety?: string; more?: string } = {},
): string {
  const operations = {
    deploy: "{ run: [./operate.sh, deploy, ok, '{settings}'] }",
    'roll-back': "{ run: [./operate.sh, roll-back, ok, '{baseline}'] }",
    'fail-over': "{ run: [./operate.sh, fail-over, moves, '{to}'], until: '{active} == \"{to}\"' }",
    'fail-back': "{ run: [./operate.sh, fail-back, moves, '{to}'] }",
    ...change.operations,
  };
  const file = join(stack.folder, 'target.yaml');
  writeFileSync(
    file,
    `name: small-shop
url: ${stack.url}
users: 100
peak: 20
pools: { primary: {}, alternate: {} }
metrics:
  prometheus: { url: '${stack.metricsUrl}', every: 1s }
  cpu: cpu
  hitRatio: hitRatio
  active: active
operations:
${Object.entries(operations)
  .map(([name, how]) => `  ${name}: ${how}`)
  .join('\n')}
safety: ${change.safety ?? '{ most: 100, undo: [fail-back, roll-back] }'}
objectives: { timeouts: off, errors: 1%, p99: off, recovery: off, headroom: off }
${change.more ?? ''}
`,
  );
  return file;
}

/** Twenty requests a second; deploys in second 1, fails over in second 2, and goes back at the end unless it is ended before. */
export function targetScript(folder: string, seconds: number, path = '/'): string {
  const file = join(folder, `target-${seconds}s.ts`);
  const operator = (at: number, exec: string): string =>
    `{ executor: 'per-vu-iterations', exec: '${exec}', startTime: '${at}s', vus: 1, iterations: 1, maxDuration: '5s', gracefulStop: '0s' }`;
  writeFileSync(
    file,
    `import exec from 'k6/execution';
import http from 'k6/http';

export const options = {
  scenarios: {
    users: { executor: 'constant-arrival-rate', rate: 20, duration: '${seconds}s', preAllocatedVUs: 20, maxVUs: 60, gracefulStop: '2s' },
    deploy: ${operator(1, 'deploy')},
    fail_over: ${operator(2, 'failOver')},
    fail_back: ${operator(seconds - 2, 'failBack')},
    roll_back: ${operator(seconds - 1, 'rollBack')},
  },
};

function operate(name, body) {
  const headers = { authorization: \`Bearer \${__ENV.CONTROL_TOKEN}\` };
  const response = http.post(\`\${__ENV.CONTROL_URL}/operations/\${name}\`, JSON.stringify(body), { headers });
  if (response.status > 299) exec.test.abort(\`\${name} was refused: \${response.status} \${response.body}\`);
}

export default function () {
  if (exec.scenario.iterationInTest === 60) console.log('under load');
  http.get(\`\${__ENV.BASE_URL}${path}\`);
}
export function deploy() { operate('deploy', { settings: 'under-test' }); }
export function rollBack() { operate('roll-back', {}); }
export function failOver() { operate('fail-over', { to: 'alternate' }); }
export function failBack() { operate('fail-back', {}); }
`,
  );
  return file;
}

function listen(server: Server): Promise<void> {
  return new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
