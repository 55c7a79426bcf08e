import type { Directory, DirectoryCall, DirectoryFailure } from '../model/directory.ts';
import type { ListenAddress, MetricsText } from './http-server.ts';
import { type LineServer, serveLines } from './line-server.ts';
import type { LineConnection } from './lines.ts';

export interface DirectoryServerOptions extends ListenAddress {
  /** The model of the directory, over its store. */
  readonly directory: Directory;
  readonly metrics?: MetricsText;
}

/** key, what to execute (null: read) */
export type DirectoryArguments = readonly [key: number, command: unknown];
export type DirectoryAnswer = readonly [result: unknown, failure: DirectoryFailure | null];

/** A call that came over the wire. */
class RemoteCall implements DirectoryCall {
  readonly key: number;
  readonly command: unknown;
  readonly #id: number | null;
  readonly #connection: LineConnection;

  constructor(id: number | null, [key, command]: DirectoryArguments, connection: LineConnection) {
    this.#id = id;
    this.key = key;
    this.command = command;
    this.#connection = connection;
  }

  answered(result: unknown, failure: DirectoryFailure | null): void {
    this.#connection.send([this.#id, ...([result, failure] satisfies DirectoryAnswer)]);
  }
}

/** Serves the directory to `HttpDirectory`s, with `/healthz` and `/metrics`. */
export function serveDirectory({ directory, ...options }: DirectoryServerOptions): Promise<LineServer> {
  return serveLines({
    ...options,
    received: ([id, ...rest], connection) =>
      directory.submit(new RemoteCall(id, rest as unknown as DirectoryArguments, connection)),
  });
}
