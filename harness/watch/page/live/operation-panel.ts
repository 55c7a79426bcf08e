import { bodyOf, type OperationForm } from '../../../operations/catalogue/operation-form.ts';
import type { ControlPlace } from '../../page-server/live-state.ts';
import { ControlToken } from './control-token.ts';
import { element, place, say } from './element.ts';

/** Operations of a site as buttons. They go to the control server, with its token. */
export class OperationPanel {
  readonly #control: ControlPlace;
  readonly #token: ControlToken;
  readonly #buttons = element('fieldset', 'operations');
  readonly #ask: HTMLFormElement;
  readonly #answer = element('p', 'answer');

  constructor(control: ControlPlace) {
    this.#control = control;
    this.#token = new ControlToken(control.url);
    this.#ask = this.#tokenForm();
    this.#answer.setAttribute('role', 'status');
    this.#buttons.append(element('legend', 'spoken', 'Operations'), ...control.forms.map(form => this.#row(form)));
    place('controls').replaceChildren(this.#ask, this.#buttons, this.#answer);
    this.#allow();
  }

  #row(form: OperationForm): HTMLElement {
    const selects: HTMLSelectElement[] = [];
    const labels = form.fields.map(({ label, choices }) => {
      const select = element('select', '');
      choices.forEach(({ label: text }, i) => {
        select.append(new Option(text, String(i)));
      });
      selects.push(select);
      return element('label', '', `${label} `, select);
    });
    const button = element('button', '', form.button);
    button.type = 'submit';
    const row = element('form', 'operation', button, ...labels);
    row.setAttribute('aria-label', form.button);
    row.addEventListener('submit', event => {
      event.preventDefault();
      const body = bodyOf(
        form,
        selects.map(({ selectedIndex }) => selectedIndex),
      );
      void this.#order(form, body);
    });
    return row;
  }

  /** Asks for the token where none came with the address. */
  #tokenForm(): HTMLFormElement {
    const input = element('input', '');
    input.type = 'password';
    input.autocomplete = 'off';
    input.required = true;
    const button = element('button', '', 'Use it');
    button.type = 'submit';
    const form = element(
      'form',
      'token',
      element('label', '', 'Operations need the token that headroom serve has printed: ', input),
      button,
    );
    form.addEventListener('submit', event => {
      event.preventDefault();
      this.#token.set(input.value.trim());
      input.value = '';
      this.#allow();
    });
    return form;
  }

  #allow(): void {
    const known = this.#token.get() !== null;
    this.#buttons.disabled = !known;
    this.#ask.hidden = known;
  }

  async #order({ operation, button }: OperationForm, body: Record<string, string>): Promise<void> {
    this.#say(`${button}: asked …`, '');
    try {
      const response = await fetch(`${this.#control.url}/operations/${operation}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#token.get() ?? ''}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (response.ok) return this.#say(`${button}: accepted.`, '');
      if (response.status === 401) {
        this.#token.forget();
        this.#allow();
        return this.#say('The control server does not know this token.', 'broken');
      }
      const { error } = (await response.json()) as { error: { message: string } };
      this.#say(`${button}: ${error.message}`, 'broken');
    } catch {
      this.#say(`${button}: the control server does not answer.`, 'broken');
    }
  }

  #say(text: string, className: string): void {
    this.#answer.className = `answer ${className}`.trim();
    say(this.#answer, text);
  }
}
