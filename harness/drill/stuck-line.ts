/** Where JavaScript code stands: a script's url, and line and column from 1. */
export interface CodePlace {
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

interface PausedFrame {
  readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber?: number };
}

/** What the debugger says of its own accord. */
interface Said {
  readonly method?: string;
  readonly params?: { readonly callFrames?: readonly PausedFrame[]; readonly scriptId?: string; readonly url?: string };
}

/**
 * Pauses a process through its debugger and tells where its code stands, innermost frame first.
 * This is how an endless loop is found: the process cannot say so itself.
 * @param debuggerUrl the WebSocket address of its inspector
 * @param enough ends the wait
 * @returns nothing if it has not answered by then
 */
export function pause(debuggerUrl: string, enough: AbortSignal): Promise<CodePlace[]> {
  return new Promise(resolve => {
    const socket = new WebSocket(debuggerUrl);
    // Frames name scripts by number alone; the debugger lists them when it is enabled.
    const urls = new Map<string, string>();
    const finish = (places: CodePlace[]): void => {
      socket.close();
      resolve(places);
    };
    enough.addEventListener('abort', () => finish([]));
    socket.addEventListener('error', () => finish([]));
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify({ id: 1, method: 'Debugger.enable' }));
      socket.send(JSON.stringify({ id: 2, method: 'Debugger.pause' }));
    });
    socket.addEventListener('message', event => {
      const { method, params = {} } = JSON.parse(String(event.data)) as Said;
      if (method === 'Debugger.scriptParsed') urls.set(params.scriptId as string, params.url as string);
      if (method !== 'Debugger.paused') return;
      finish(
        (params.callFrames ?? []).map(({ location }) => ({
          url: urls.get(location.scriptId) ?? '',
          line: location.lineNumber + 1,
          column: (location.columnNumber ?? 0) + 1,
        })),
      );
    });
  });
}
