import { hashText, RandomStream } from '../../../mock-service/time/random.ts';
import type { ScriptRuntime, VuContext } from '../runtime/script-runtime.ts';
import { PerVu } from './per-vu.ts';

interface OwnStream {
  readonly vu: VuContext;
  stream: RandomStream | null;
}

/** The one source of chance for scripts: the iteration's keyed numbers, or the VU's own sequence after `randomSeed`. */
export class Randomness {
  #runtime: ScriptRuntime;
  #own = new PerVu<OwnStream>(vu => ({ vu, stream: null }));
  #anyOwn = false;

  constructor(runtime: ScriptRuntime) {
    this.#runtime = runtime;
  }

  /** A number in (0, 1): what `Math.random` gives. */
  next = (): number => {
    const vu = this.#runtime.current;
    if (!this.#anyOwn) return vu.random();
    return this.#own.of(vu).stream?.next() ?? vu.random();
  };

  /** `randomSeed(n)`: from now on this VU draws from a sequence of that seed, the same for every VU, as in k6. */
  seed = (seed: unknown): void => {
    const number = Number(seed);
    if (!Number.isFinite(number)) throw new TypeError(`randomSeed() needs a number (got ${String(seed)})`);
    this.#anyOwn = true;
    this.#own.of(this.#runtime.current).stream = new RandomStream(hashText(`randomSeed ${number}`));
  };

  /** Random bytes that follow the seed. */
  fill(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(this.next() * 256);
  }

  /** A version 4 UUID that follows the seed. */
  uuid = (): string => {
    const bytes = new Uint8Array(16);
    this.fill(bytes);
    bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
    const hex = Buffer.from(bytes).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}
