import { type Clock, type Timer, timer } from '../../mock-service/time/clock.ts';
import { hashText, mix, uniform } from '../../mock-service/time/random.ts';
import type { Happening } from '../operations/catalogue/system-event.ts';
import type { AutoscaleConfig } from '../topology/topology.ts';
import { allowedInstances, desiredInstances, type ScaleStep } from './desired-instances.ts';

/** What an autoscaler works on. */
export interface Scalable {
  /** The first so many instances of the pool take load. */
  scale(count: number): void;
  note(happening: Happening<'scaled' | 'instances-came'>): void;
}

/** Asks for instances of a pool by their CPU, and brings them when they have booted (model §1.6). */
export class Autoscaler {
  readonly #config: AutoscaleConfig;
  readonly #pool: string;
  readonly #clock: Clock;
  readonly #key: number;
  readonly #site: Scalable;
  /** CPU shares of the seconds since it looked last. */
  #seconds: number[] = [];
  #wanted: { readonly atMs: number; readonly desired: number }[] = [];
  #steps: ScaleStep[] = [];
  /** Those that take load, those that boot, and those that never come. */
  #present: number;
  #booting: Timer[] = [];
  #lost = 0;
  #asked = 0;

  constructor(config: AutoscaleConfig, pool: string, instances: number, clock: Clock, seed: number, site: Scalable) {
    this.#config = config;
    this.#pool = pool;
    this.#present = instances;
    this.#clock = clock;
    this.#key = mix(mix(seed, hashText(pool)), hashText('autoscale'));
    this.#site = site;
  }

  /** A second is over. @param cpu the mean share of those that take load, 0–1 */
  sampled(cpu: number): void {
    const { everyMs, stabilizeMs } = this.#config;
    const current = this.#present + this.#booting.length + this.#lost;
    this.#seconds.push((cpu * this.#present) / current);
    if (this.#seconds.length * 1000 < everyMs) return;
    const now = this.#clock.now();
    const mean = this.#seconds.reduce((sum, each) => sum + each, 0) / this.#seconds.length;
    this.#seconds = [];
    this.#wanted = this.#wanted.filter(({ atMs }) => atMs > now - stabilizeMs);
    this.#wanted.push({ atMs: now, desired: desiredInstances(current, mean, this.#config) });
    const to = allowedInstances(current, this.#wanted, this.#steps, this.#config, now);
    if (to === current) return;
    this.#steps.push({ atMs: now, from: current, to });
    this.#site.note({ kind: 'scaled', atMs: now, pool: this.#pool, from: current, to, cpu: mean });
    if (to > current) this.#ask(to - current, now);
    else this.#drop(current - to);
  }

  /** Forgets those that boot. */
  close(): void {
    for (const each of this.#booting) this.#clock.cancel(each);
  }

  #ask(count: number, now: number): void {
    let coming = 0;
    for (let i = 0; i < count; i++) {
      if (uniform(mix(this.#key, this.#asked++)) < this.#config.fails) this.#lost++;
      else coming++;
    }
    const booted = timer(at => {
      const came = this.#booting.filter(each => each === booted).length;
      this.#booting = this.#booting.filter(each => each !== booted);
      this.#present += came;
      this.#site.scale(this.#present);
      this.#site.note({ kind: 'instances-came', atMs: at, pool: this.#pool, came, present: this.#present });
    });
    if (coming === 0) return;
    this.#booting.push(...new Array<Timer>(coming).fill(booted));
    this.#clock.schedule(booted, now + this.#config.bootMs);
  }

  /** Those first that are of no use yet. */
  #drop(count: number): void {
    for (let left = count; left > 0; left--) {
      if (this.#lost > 0) this.#lost--;
      else if (this.#booting.length > 0) {
        const last = this.#booting.pop() as Timer;
        if (!this.#booting.includes(last)) this.#clock.cancel(last);
      } else this.#present--;
    }
    this.#site.scale(this.#present);
  }
}
