/** Twenty instances fail in one moment, and come back later: when does the proxy know? Somebody reads all the time. */
import type { Options } from 'k6/options';
import { degradePool, operatorAt, restart } from '../../lib/operations.ts';
import { read } from '../lib/reads.ts';

export const options: Options = {
  scenarios: {
    users: { executor: 'constant-arrival-rate', rate: 10, duration: '60s', preAllocatedVUs: 10, maxVUs: 1000 },
    fault: operatorAt('10s', __ENV.FAULT ?? 'refuse'),
  },
};

export default function user(): void {
  read(0);
}

/** They refuse connections, for as long as their restart takes. */
export function refuse(): void {
  restart('primary');
}

/** They take a check and do not answer it in time. */
export function hang(): void {
  degradePool('primary', { cpu: '0.1%', for: '30s' });
}
