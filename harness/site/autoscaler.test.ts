import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import type { AutoscaleConfig } from '../topology/topology.ts';
import { Autoscaler } from './autoscaler.ts';

const CONFIG: AutoscaleConfig = {
  ...{ cpu: 0.5, min: 1, max: 1000, everyMs: 15_000, tolerance: 0.1, bootMs: 60_000 },
  ...{ up: 10, down: 1, stabilizeMs: 0, fails: 0 },
};

/** What an autoscaler did with so many instances. */
class Watched {
  readonly clock = new VirtualClock();
  readonly story: string[] = [];
  readonly scaler: Autoscaler;

  constructor(instances: number, config: Partial<AutoscaleConfig> = {}) {
    this.scaler = new Autoscaler({ ...CONFIG, ...config }, 'primary', instances, this.clock, 1, {
      scale: count => this.story.push(`${this.clock.now() / 1000} ${count}`),
      note: each => this.story.push(`${each.atMs / 1000} ${each.kind}`),
    });
  }

  /** So many seconds at this CPU. */
  pass(seconds: number, cpu: number): void {
    for (let i = 0; i < seconds; i++) {
      this.clock.advance(this.clock.now() + 1000);
      this.scaler.sampled(cpu);
    }
  }
}

describe('an autoscaler', () => {
  test('looks every so often, and what it asks for takes load when it has booted; meanwhile it counts, and uses nothing', () => {
    const watched = new Watched(4);
    watched.pass(74, 1);
    expect(watched.story).toEqual(['15 scaled']);
    watched.pass(1, 1);
    expect(watched.story.slice(1)).toEqual(['75 8', '75 instances-came']);
  });

  test('lets those go first that have not come', () => {
    const watched = new Watched(4);
    watched.pass(15, 1);
    watched.pass(15, 0.25);
    // Four at a quarter are two at a half: the four that boot go, and two of those that are there.
    expect(watched.story).toEqual(['15 scaled', '30 scaled', '30 2']);
    watched.pass(60, 0.5);
    expect(watched.story).toHaveLength(3);
  });

  test('of those asked for a share never comes, and counts all the same', () => {
    const watched = new Watched(100, { fails: 0.25 });
    watched.pass(75, 1);
    expect(watched.story[0]).toBe('15 scaled');
    const came = Number(watched.story[1]?.split(' ')[1]) - 100;
    // 100 asked for: 75 in the mean, and 4.3 is a standard deviation.
    expect(came).toBeGreaterThan(60);
    expect(came).toBeLessThan(90);
  });

  test('forgets what boots when it is closed', () => {
    const watched = new Watched(4);
    watched.pass(15, 1);
    watched.scaler.close();
    watched.clock.advance(1e6);
    expect(watched.story).toEqual(['15 scaled']);
  });
});
