/** Upper ends, s. */
const BOUNDS = [
  0.002, 0.004, 0.006, 0.008, 0.01, 0.012, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.25, 0.5, 1, 2, 5,
];

/** A histogram in the text format of Prometheus, as prom-client would keep it. */
export class Durations {
  #name;
  /** By labels: how many took at most each bound, and their sum, s. */
  #series = new Map();

  constructor(name) {
    this.#name = name;
  }

  observe(labels, ms) {
    const key = Object.entries(labels)
      .map(([label, value]) => `${label}="${value}"`)
      .join(',');
    let series = this.#series.get(key);
    if (series === undefined) this.#series.set(key, (series = { within: BOUNDS.map(() => 0), count: 0, sum: 0 }));
    series.count++;
    series.sum += ms / 1000;
    for (const [i, bound] of BOUNDS.entries()) if (ms <= 1000 * bound) series.within[i]++;
  }

  lines() {
    return [...this.#series].flatMap(([labels, { within, count, sum }]) => [
      ...BOUNDS.map((bound, i) => `${this.#name}_bucket{${labels},le="${bound}"} ${within[i]}`),
      `${this.#name}_bucket{${labels},le="+Inf"} ${count}`,
      `${this.#name}_count{${labels}} ${count}`,
      `${this.#name}_sum{${labels}} ${sum}`,
    ]);
  }
}
