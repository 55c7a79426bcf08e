/** Where JavaScript code stands: a script's url, and line and column from 1. */
export interface CodePlace {
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

interface PausedFrame {
  readonly url: string;
  readonly location: { readonly lineNumber: number; readonly columnNumber?: number };
}

/** How long the debugger may take to answer. */
const PATIENCE_MS = 3000;

/**
 * Pauses a process through its debugger and tells where its code stands, innermost frame first; empty if it does not answer.
 * This is how an endless loop is found: the process cannot say so itself.
 * @param debuggerUrl the WebSocket address of its inspector
 */
export function pausedFrames(debuggerUrl: string): Promise<CodePlace[]> {
  return new Promise(resolve => {
    const socket = new WebSocket(debuggerUrl);
    const finish = (places: CodePlace[]): void => {
      clearTimeout(timeout);
      socket.close();
      resolve(places);
    };
    const timeout = setTimeout(() => finish([]), PATIENCE_MS);
    socket.addEventListener('error', () => finish([]));
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify({ id: 1, method: 'Debugger.enable' }));
      socket.send(JSON.stringify({ id: 2, method: 'Debugger.pause' }));
    });
    socket.addEventListener('message', event => {
      const message = JSON.parse(String(event.data)) as { method?: string; params?: { callFrames: PausedFrame[] } };
      if (message.method !== 'Debugger.paused') return;
      finish(
        (message.params?.callFrames ?? []).map(({ url, location }) => ({
          url,
          line: location.lineNumber + 1,
          column: (location.columnNumber ?? 0) + 1,
        })),
      );
    });
  });
}
