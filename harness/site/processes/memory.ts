/** What a Node process may keep in memory, MB. */
export interface Memory {
  readonly heapMb?: number;
  /** Half-space of its young generation. */
  readonly youngMb?: number;
  /** What its old generation may hold before it is first collected: a pause later instead of many. */
  readonly oldMb?: number;
}

/** The flags of Node that give a process this. */
export function memoryFlags({ heapMb, youngMb, oldMb }: Memory): string[] {
  return [
    ...(heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`]),
    ...(youngMb === undefined ? [] : [`--min-semi-space-size=${youngMb}`, `--max-semi-space-size=${youngMb}`]),
    ...(oldMb === undefined ? [] : [`--initial-old-space-size=${oldMb}`]),
  ];
}
