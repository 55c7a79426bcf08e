import { bearerTokenIn, claimOf } from '../bearer-token.ts';
import { headerIn } from '../header-fields.ts';
import type { Headers, Params, Route } from '../service.ts';
import type { UserRule } from './description.ts';
import { numberOf } from './key-number.ts';
import { cookieIn, queryIn } from './request-part.ts';
import { paramsIn, shapeOf } from './route-path.ts';
import { Router } from './router.ts';

/** Tokens remembered, so that each is decoded once. */
const TOKENS = 10_000;

/** Whose request it is, by the rule of a declared service. Who is not named is user 0. */
export class RequestUser {
  readonly #rule: UserRule;
  readonly #users: number;
  readonly #tokens = new Map<string, string>();
  /** Finds the parameter of a path whatever the method, for a rule that goes by it. */
  readonly #paths: Router;

  /** @param paths of the routes */
  constructor(rule: UserRule, users: number, paths: readonly string[]) {
    this.#rule = rule;
    this.#users = users;
    const withUser = new Map(paths.filter(path => names(path, rule.name)).map(path => [shapeOf(path), path]));
    this.#paths = new Router([...withUser.values()].map(path => ({ method: 'GET', path, route: NOWHERE })));
  }

  /** @param path path and query, as they were sent */
  numberOf(headers: Headers, path: string): number {
    const name = this.nameOf(headers, path);
    return name === '' ? 0 : numberOf(name, this.#users);
  }

  /** The text that names the user; '' for nobody. */
  nameOf(headers: Headers, path: string): string {
    const { in: place, name } = this.#rule;
    switch (place) {
      case 'header':
        return headerIn(headers, name);
      case 'cookie':
        return cookieIn(headers, name);
      case 'query':
        return queryIn(path, name);
      case 'path':
        return this.#paramsOf(path)[name] ?? '';
      case 'bearer': {
        const token = bearerTokenIn(headerIn(headers, 'authorization'));
        return token === null ? '' : this.#claim(token);
      }
    }
  }

  #claim(token: string): string {
    let name = this.#tokens.get(token);
    if (name === undefined) {
      name = claimOf(token, [this.#rule.name]);
      if (this.#tokens.size >= TOKENS) this.#tokens.clear();
      this.#tokens.set(token, name);
    }
    return name;
  }

  #paramsOf(path: string): Params {
    this.#paths.find('GET', path);
    return this.#paths.params;
  }
}

function names(path: string, param: string): boolean {
  return paramsIn(path).includes(param);
}

const NOWHERE: Route = { arrived() {}, finished() {} };
