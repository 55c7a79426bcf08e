import type { Clock } from '../time/clock.ts';
import { DeclaredService } from './declared/declared-service.ts';
import { MySignIns } from './my-sign-ins/my-sign-ins.ts';
import type { AnswerBody, Service, ServiceConfig } from './service.ts';

/**
 * The service of a topology. A further one is a folder beside these two and a line here.
 * @param name of the process among those of the drill, so that no two requests have one id
 * @param asset gives a file of the service's folder, by its path from here
 */
export function serviceOf(
  config: ServiceConfig,
  clock: Clock,
  name: string,
  asset: (path: string) => AnswerBody,
): Service {
  const { declared } = config;
  return declared === undefined
    ? new MySignIns(config, clock, name, asset)
    : new DeclaredService(declared, config, clock, name);
}
