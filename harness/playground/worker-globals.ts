/** Stand-ins for what workers of a browser have not, for the bundle of `engine.ts` alone: esbuild puts them where the names are used. */

export { WorkerBuffer as Buffer } from './worker-buffer.ts';

const waiting: (() => void)[] = [];
const { port1, port2 } = new MessageChannel();
port1.addEventListener('message', () => waiting.shift()?.());
port1.start();

/** A turn of the worker, at once: `setTimeout` waits four milliseconds. */
export function setImmediate(callback: () => void): void {
  waiting.push(callback);
  port2.postMessage(null);
}
