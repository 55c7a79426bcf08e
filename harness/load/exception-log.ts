/** How many kinds of exception are told apart, and how often each is printed. */
const MOST_KINDS = 100;
const MOST_PRINTED = 3;

/** Exceptions of iterations, by message and place in the script: each kind is logged a few times and counted always. */
export class ExceptionLog {
  #counts = new Map<string, { readonly text: string; count: number }>();
  #url: string;
  #explain: (thrown: unknown) => string;
  #log: (text: string) => void;

  /**
   * @param url names the script's code in stacks.
   * @param explain makes the text that people read: it costs a look-up of source positions, so once per kind.
   */
  constructor(url: string, explain: (thrown: unknown) => string, log: (text: string) => void) {
    this.#url = url;
    this.#explain = explain;
    this.#log = log;
  }

  add(thrown: unknown): void {
    const key = this.#keyOf(thrown);
    let kind = this.#counts.get(key);
    if (kind === undefined) {
      if (this.#counts.size >= MOST_KINDS) return;
      this.#counts.set(key, (kind = { text: this.#explain(thrown), count: 0 }));
    }
    if (++kind.count <= MOST_PRINTED) this.#log(kind.text);
    else if (kind.count === MOST_PRINTED + 1) this.#log(`${firstLine(kind.text)} (again; counted from now on)`);
  }

  /** The error without the frames of our own below the script's, which differ by what resumed it. */
  #keyOf(thrown: unknown): string {
    if (!(thrown instanceof Error)) return String(thrown);
    const frames = (thrown.stack ?? '').split('\n').filter(line => line.includes(this.#url));
    return `${thrown.name}: ${thrown.message}\n${frames.join('\n')}`;
  }

  /** Each kind with its count, the most frequent first. */
  get kinds(): { readonly text: string; readonly count: number }[] {
    return [...this.#counts.values()].sort((a, b) => b.count - a.count);
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] as string;
}
