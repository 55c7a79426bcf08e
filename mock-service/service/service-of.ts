import type { Clock } from '../time/clock.ts';
import type { ContentConfig } from './my-sign-ins/content.ts';
import { MySignIns } from './my-sign-ins/my-sign-ins.ts';
import type { AnswerBody, Service } from './service.ts';

/** What a service's instances, its directory and the proxy of a drill must agree on. */
export type ServiceConfig = ContentConfig;

/**
 * The service of a topology. A further one is a folder beside `my-sign-ins/` and a line here.
 * @param name of the process among those of the drill, so that no two requests have one id
 * @param asset gives a file of the service's folder, by its path from here
 */
export function serviceOf(
  config: ServiceConfig,
  clock: Clock,
  name: string,
  asset: (path: string) => AnswerBody,
): Service {
  return new MySignIns(config, clock, name, asset);
}
