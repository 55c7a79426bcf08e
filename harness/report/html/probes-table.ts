import type { CapacityProbe } from '../../verdict/capacity-probe.ts';
import { ms, share } from '../../verdict/figures.ts';
import { html, type Markup } from './markup.ts';
import { table } from './table.ts';

const OUTCOMES = {
  held: ['✓', 'ok', 'holds', 'recovers'],
  broke: ['✗', 'broken', 'breaks', 'stays down'],
  unclear: ['?', 'unclear', 'unclear', 'unclear'],
} as const;

/**
 * Probes by what they differ in.
 * @param of what that is: its name, and its value in a probe
 */
export function probesTable(
  caption: string,
  probes: readonly CapacityProbe[],
  [title, of, text]: readonly [title: string, of: (probe: CapacityProbe) => number, text: (value: number) => string],
): Markup {
  const classes = probes[0]?.classes?.map(({ name }) => name) ?? [];
  const ordered = [...probes].sort((a, b) => a.seed - b.seed || of(a) - of(b));
  const figure = (value: number | null, print: (value: number) => string): string =>
    value === null ? '–' : print(value);
  return table(
    caption,
    [
      { title },
      { title: 'seed', kind: 'number' },
      { title: 'what became of it' },
      { title: 'p99, worst 10 s', kind: 'number' },
      { title: 'mean CPU', kind: 'number' },
      { title: 'peak memory', kind: 'number' },
      { title: 'hit ratio, whole hold', kind: 'number' },
      { title: 'broke' },
      ...classes.map(name => ({ title: `${name} answered well`, kind: 'number' as const })),
    ],
    ordered.map(probe => {
      const { kind, seed, outcome, broken, p99Ms, cpu, peakMemory, hitRatio, classes: served } = probe;
      const [sign, className, held, recovered] = OUTCOMES[outcome];
      return {
        cells: [
          text(of(probe)),
          String(seed),
          html`<span class="${className}"><span aria-hidden="true">${sign}</span> ${kind === 'recovery' ? recovered : held}</span>`,
          ...[figure(p99Ms, ms), figure(cpu, share), figure(peakMemory, share), figure(hitRatio, share)],
          kind === 'recovery' ? 'after an overload' : broken.join(', '),
          ...classes.map((_, rank) => figure(served?.[rank]?.good ?? null, share)),
        ],
      };
    }),
  );
}
