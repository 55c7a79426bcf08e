import type { Clock } from '../../../mock-service/time/clock.ts';

/** A `Date` whose present is the Clock's, on a fixed epoch. Everything else is the language's own. */
export function scriptDate(clock: Clock, epochMs: number): DateConstructor {
  const now = (): number => Math.floor(epochMs + clock.now());

  function ScriptDate(...parts: unknown[]): Date | string {
    if (new.target === undefined) return new Date(now()).toString();
    return Reflect.construct(Date, parts.length === 0 ? [now()] : parts, new.target) as Date;
  }

  ScriptDate.prototype = Object.create(Date.prototype, {
    constructor: { value: ScriptDate, writable: true, configurable: true },
  });
  ScriptDate.now = now;
  ScriptDate.parse = Date.parse;
  ScriptDate.UTC = Date.UTC;
  Object.defineProperty(ScriptDate, 'name', { value: 'Date' });
  return ScriptDate as unknown as DateConstructor;
}
