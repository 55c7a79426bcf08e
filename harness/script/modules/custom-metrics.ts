import type { Metric, MetricType } from '../../measure/metrics.ts';
import { LARGEST_SAMPLE } from '../../measure/trend.ts';
import type { ScriptRuntime } from '../runtime/script-runtime.ts';
import type { ExecutionState } from './execution-state.ts';
import { neverInInit, onlyInInit } from './life.ts';
import type { ScriptLog } from './script-log.ts';
import type { TagSelection } from './tag-selection.ts';

/** k6's rule for metric names. */
const NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,127}$/;

/** `k6/metrics`: Counter, Gauge, Rate and Trend. */
export function metricsModule(
  runtime: ScriptRuntime,
  execution: ExecutionState,
  selection: TagSelection,
  log: ScriptLog,
): Record<string, unknown> {
  /** @returns whether the value was recorded: k6 logs what is no number, and goes on unless `options.throw` is set. */
  function record(metric: Metric, value: unknown, tags: unknown): boolean {
    const vu = runtime.current;
    if (vu.phase === 'init') throw neverInInit(`${metric.name}.add()`);
    const number = numberOf(value);
    if (!(Math.abs(number) <= LARGEST_SAMPLE)) {
      const message = `'${String(value)}' is no value for the metric '${metric.name}': it takes a number, also as text, or a boolean`;
      if (execution.options.throw === true) throw new TypeError(message);
      log.write('error', message, vu);
      return false;
    }
    const set = typeof tags === 'object' && tags !== null ? selection.add(vu.tags, tags as object as never) : vu.tags;
    metric.add(metric.type === 'rate' && number !== 0 ? 1 : number, set);
    return true;
  }

  function metricClass(kind: string, type: MetricType): unknown {
    const Class = class {
      readonly name: string;
      readonly #metric: Metric;

      constructor(name: unknown, isTime?: unknown) {
        onlyInInit(runtime, `new ${kind}()`);
        if (typeof name !== 'string' || !NAME.test(name))
          throw new TypeError(
            `'${String(name)}' is no name for a metric: use letters, digits and _, not starting with a digit, 128 at most`,
          );
        this.name = name;
        this.#metric = runtime.metrics.define(name, type, isTime ? 'time' : 'default');
      }

      add(value: unknown, tags?: unknown): boolean {
        return record(this.#metric, value, tags);
      }
    };
    // k6 makes one without `new` too.
    function make(...args: [unknown, unknown?]): object {
      return Reflect.construct(Class, args, new.target ?? Class);
    }
    make.prototype = Class.prototype;
    return Object.defineProperty(make, 'name', { value: kind });
  }

  return {
    Counter: metricClass('Counter', 'counter'),
    Gauge: metricClass('Gauge', 'gauge'),
    Rate: metricClass('Rate', 'rate'),
    Trend: metricClass('Trend', 'trend'),
  };
}

/** NaN for what is no number, such as empty text. */
function numberOf(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return value;
    case 'boolean':
      return Number(value);
    case 'string':
      return value.trim() === '' ? Number.NaN : Number(value);
    default:
      return Number.NaN;
  }
}
