/** For tests of targets: a file with everything in it, in a folder with the commands that it names. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputErrors } from '../../../mock-service/settings/input-errors.ts';
import { parseTarget, type TargetSurroundings } from './read-target.ts';
import type { Target } from './target.ts';

export const SURROUNDINGS: TargetSurroundings = { env: { PROM_TOKEN: 's3cr3t', STAGE: 'blue' }, hasBaseline: true };

export const TARGET = `name: shop-staging
url: https://staging.example/
region: eu
users: 20000
peak: 280
pools: { primary: {}, alternate: {} }
metrics:
  prometheus: { url: http://prometheus.example:9090, every: 5s, token: '\${PROM_TOKEN}' }
  cpu: 'sum by (pool) (rate(container_cpu_usage_seconds_total[15s]))'
  hitRatio: { primary: 'ratio{pool="primary"}', alternate: 'ratio{pool="alternate"}' }
  store: { used: 'sum(active)', slots: 60 }
  active: 'sum by (pool) (rate(requests_total[5s]))'
operations:
  deploy:    { run: [./deploy.sh, '{settings}', '{pool}'], timeout: 30s }
  roll-back: { run: [./deploy.sh, '{baseline}'] }
  fail-over: { http: { post: 'http://127.0.0.1:9999/failover', json: { to: '{to}', seconds: '{over}' } }, until: '{active} == "{to}"' }
  fail-back: { http: { post: 'http://127.0.0.1:9999/failover', json: { to: '{home}' } } }
  reset:     { run: [./deploy.sh, reset] }
safety:
  most: 500
  abort: { errors: 20%, for: 10s }
  undo: [fail-back, roll-back]
  hours: 'Mon-Thu 09:00-16:00 Europe/Dublin'
objectives: { p99: 400ms }
`;

/** Puts the commands that TARGET names into a folder. @returns the target file's path there */
export function targetIn(folder: string): string {
  const script = join(folder, 'deploy.sh');
  writeFileSync(script, '#!/bin/sh\n');
  chmodSync(script, 0o755);
  return join(folder, 'target.yaml');
}

/** What is wrong with a target, a line each; or the target. */
export function problemsOf(text: string, file: string, surroundings = SURROUNDINGS): Target | string[] {
  try {
    return parseTarget(text, file, surroundings);
  } catch (error) {
    if (error instanceof InputErrors) return error.message.replaceAll(file, 't').split('\n');
    throw error;
  }
}
