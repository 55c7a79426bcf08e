import { ADMISSION } from './cases/admission.ts';
import { AUTOSCALER } from './cases/autoscaler.ts';
import { CACHE_TIER } from './cases/cache-tier.ts';
import { CACHES } from './cases/caches.ts';
import { CLASSES } from './cases/classes.ts';
import { CONNECTIONS } from './cases/connections.ts';
import { CONTENTION } from './cases/contention.ts';
import { DECLARED } from './cases/declared.ts';
import { METASTABILITY } from './cases/metastability.ts';
import { ONSET } from './cases/onset.ts';
import { OPERATIONS } from './cases/operations.ts';
import { PROXY } from './cases/proxy.ts';
import { QUEUES } from './cases/queues.ts';
import { RETRIES } from './cases/retries.ts';
import { ROUTING } from './cases/routing.ts';
import { SIZING } from './cases/sizing.ts';
import { STARTING } from './cases/starting.ts';
import type { ValidationCase } from './validation-case.ts';

/** Every case, section by section, as the ground truth has them. */
export const SUITE: readonly ValidationCase[] = [
  ...QUEUES,
  ...ONSET,
  ...CACHES,
  ...METASTABILITY,
  ...RETRIES,
  ...ROUTING,
  ...SIZING,
  ...ADMISSION,
  ...OPERATIONS,
  ...DECLARED,
  ...CACHE_TIER,
  ...PROXY,
  ...CONNECTIONS,
  ...CONTENTION,
  ...AUTOSCALER,
  ...STARTING,
  ...CLASSES,
];
