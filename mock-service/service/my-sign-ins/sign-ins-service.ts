import type { Clock } from '../../time/clock.ts';
import { hashText, mix } from '../../time/random.ts';
import type { AnswerBody } from './answer-body.ts';
import { Content, type ContentConfig } from './content.ts';
import { RequestIds } from './keyed-ids.ts';
import { RequestUser } from './request-user.ts';
import { Router } from './router.ts';
import { ROUTES } from './routes.ts';

/** What the instances of one process share to answer requests: what requests and records mean. Holds no user's state. */
export class SignInsService {
  readonly content: Content;
  readonly router = new Router(ROUTES);
  readonly requestUser: RequestUser;
  readonly requestIds: RequestIds;
  /** The text of My Sign-Ins. */
  readonly page: AnswerBody;
  #clock: Clock;

  /** @param name of the process among those of the drill, so that no two requests have one id */
  constructor(config: ContentConfig, clock: Clock, name: string, page: AnswerBody) {
    this.content = new Content(config);
    this.requestUser = new RequestUser(this.content.users);
    this.requestIds = new RequestIds(mix(config.seed, hashText(name)));
    this.page = page;
    this.#clock = clock;
  }

  /** Unix time, ms. */
  now(): number {
    return this.content.epochMs + this.#clock.now();
  }
}
