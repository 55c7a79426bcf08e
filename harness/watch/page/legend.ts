import type { Dash, LinePlan } from '../../report/html/chart-plan.ts';
import { DASHES } from './ink.ts';

/** The names of a chart's lines: each shows how its line looks and its value under the cursor, and hides it when pressed. */
export class Legend {
  readonly element = document.createElement('ul');
  readonly #values: HTMLElement[] = [];

  constructor(lines: readonly LinePlan[], toggle: (line: number, show: boolean) => void) {
    this.element.className = 'legend';
    lines.forEach((line, i) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.setAttribute('aria-pressed', 'true');
      button.title = 'Show or hide this line';
      const value = document.createElement('span');
      value.className = 'value';
      const name = document.createElement('span');
      name.textContent = line.label;
      button.append(sample(line.dash, line.colour), name, value);
      button.addEventListener('click', () => {
        const show = button.getAttribute('aria-pressed') !== 'true';
        button.setAttribute('aria-pressed', String(show));
        toggle(i, show);
      });
      const item = document.createElement('li');
      item.append(button);
      this.element.append(item);
      this.#values.push(value);
    });
  }

  show(texts: readonly string[]): void {
    this.#values.forEach((value, i) => {
      value.textContent = texts[i] ?? '';
    });
  }
}

const SVG = 'http://www.w3.org/2000/svg';

function sample(dash: Dash, colour: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 30 8');
  svg.setAttribute('width', '30');
  svg.setAttribute('height', '8');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(SVG, 'line');
  for (const [name, value] of Object.entries({ x1: 0, x2: 30, y1: 4, y2: 4, 'stroke-width': 2.5 })) {
    line.setAttribute(name, String(value));
  }
  line.setAttribute('class', `ink-${colour}`);
  if (DASHES[dash].length > 0) line.setAttribute('stroke-dasharray', DASHES[dash].join(' '));
  svg.append(line);
  return svg;
}
