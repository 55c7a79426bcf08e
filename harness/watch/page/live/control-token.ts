/** The token of the control server as this tab knows it. It comes in the address's fragment, which browsers send to nobody, or is typed in. */
export class ControlToken {
  readonly #key: string;

  /** @param controlUrl a token is one server's */
  constructor(controlUrl: string) {
    this.#key = `headroom token of ${controlUrl}`;
    const given = new URLSearchParams(location.hash.slice(1)).get('token');
    if (given === null) return;
    this.set(given);
    // It need not stay where shoulders and screenshots see it.
    history.replaceState(null, '', location.pathname);
  }

  get(): string | null {
    return sessionStorage.getItem(this.#key);
  }

  set(token: string): void {
    sessionStorage.setItem(this.#key, token);
  }

  forget(): void {
    sessionStorage.removeItem(this.#key);
  }
}
