import type { Changes } from '../../../playground/play-news.ts';
import type { ControlPlan, ControlValue } from '../../../report/html/play-plan.ts';
import { place, say } from '../live/element.ts';

/** The sliders and lists of the part, and what they stand on. */
export class Controls {
  readonly #plans: readonly ControlPlan[];

  constructor(plans: readonly ControlPlan[]) {
    this.#plans = plans;
    for (const plan of plans) this.#field(plan).addEventListener('input', () => this.#show(plan));
    this.show();
  }

  /** After all of them were set anew. */
  show(): void {
    for (const plan of this.#plans) this.#show(plan);
  }

  /** What is otherwise than recorded, in the order of the page. */
  get changed(): readonly ControlValue['change'][] {
    return this.#plans.flatMap(plan => {
      const { index } = this.#at(plan);
      return index === plan.recorded ? [] : [this.#at(plan).value.change];
    });
  }

  #show(plan: ControlPlan): void {
    if (plan.kind !== 'range') return;
    const { text } = this.#at(plan).value;
    this.#field(plan).setAttribute('aria-valuetext', text);
    say(place(`play-value-${plan.id}`), text);
  }

  #at(plan: ControlPlan): { readonly index: number; readonly value: ControlValue } {
    const index = Number(this.#field(plan).value);
    return { index, value: plan.values[index] as ControlValue };
  }

  #field({ id }: ControlPlan): HTMLInputElement | HTMLSelectElement {
    return place(`play-${id}`) as HTMLInputElement | HTMLSelectElement;
  }
}

/** The changes as the engine takes them. */
export function changesOf(changed: readonly ControlValue['change'][]): Changes {
  const options = (of: 'topology' | 'settings') => changed.flatMap(each => (each.of === of ? [each.option] : []));
  const at = changed.flatMap(each => (each.of === 'script' ? [[each.scenario, each.time]] : []));
  return { topology: options('topology'), settings: options('settings'), at: Object.fromEntries(at) };
}

/** The same as words of the command line. */
export function wordsOf(changed: readonly ControlValue['change'][]): string[] {
  return changed.flatMap(each =>
    each.of === 'script' ? ['--at', `${each.scenario}=${each.time}`] : ['--set', each.option.text],
  );
}
