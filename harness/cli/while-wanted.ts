/**
 * Works at most at `atOnce` at a time, until nothing is wanted: what is, is asked anew whenever a work is done.
 * @param wanted the most pressing first; what is under way may be among it
 * @param keyOf the same for the same work
 */
export async function whileWanted<Item>(
  wanted: () => readonly Item[],
  keyOf: (item: Item) => string,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const underWay = new Map<string, Promise<void>>();
  for (;;) {
    for (const item of wanted()) {
      if (underWay.size >= atOnce) break;
      const key = keyOf(item);
      if (!underWay.has(key))
        underWay.set(
          key,
          work(item).finally(() => underWay.delete(key)),
        );
    }
    if (underWay.size === 0) return;
    await Promise.race(underWay.values());
  }
}
