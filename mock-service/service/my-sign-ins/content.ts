import type { ServiceConfig } from '../service.ts';
import { DefaultContent } from './default-content.ts';
import { KeyedIds } from './keyed-ids.ts';
import { Users } from './users.ts';

/** What records mean: names, default content, ids. The same for everybody in a drill, so that records need not carry it. */
export class Content {
  readonly users: Users;
  readonly defaults: DefaultContent;
  readonly ids: KeyedIds;
  readonly epochMs: number;

  constructor(config: ServiceConfig) {
    this.users = new Users(config.users, config.region);
    this.defaults = new DefaultContent(config.epochMs);
    this.ids = new KeyedIds(config.seed);
    this.epochMs = config.epochMs;
  }
}
