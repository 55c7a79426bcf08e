import { isMainThread, Worker, workerData } from 'node:worker_threads';

/** How often it looks whether the parent is there. */
const LOOK_EVERY_MS = 1000;

/**
 * Ends this process soon after its parent has gone, also while an endless loop of a script keeps it from noticing by itself that the
 * channel is closed: a thread of its own looks.
 */
export function endWithParent(): void {
  // What a thread costs: the watcher needs next to nothing.
  const resourceLimits = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };
  new Worker(new URL('./orphan-watch.ts', import.meta.url), { workerData: process.ppid, resourceLimits }).unref();
}

if (!isMainThread) {
  setInterval(() => {
    if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL');
  }, LOOK_EVERY_MS);
}
