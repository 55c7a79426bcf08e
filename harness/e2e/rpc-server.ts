/** For tests of gRPC: a server of the library `@grpc/grpc-js` on this machine, its messages by `protobufjs`, and what came to it. */

import type { ServerDuplexStream, ServerReadableStream, ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js';
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerErrorResponse,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import protobuf from 'protobufjs';

/** The service's package, in two files. */
export const SHOP_PROTO = `
syntax = "proto3";
package shop.v1;
import "kinds/kind.proto";
import "google/protobuf/timestamp.proto";
message Query { string item_name = 1; int64 amount = 2; kinds.Kind kind = 3; map<string, int32> stock = 4; bytes raw = 5; }
message Item {
  string item_name = 1;
  int64 amount = 2;
  kinds.Kind kind = 3;
  google.protobuf.Timestamp made_at = 4;
  oneof price { double euros = 5; string asked = 6; }
  map<string, int32> stock = 7;
  optional string note = 8;
  bytes raw = 9;
  repeated Item parts = 10;
}
message Summary { int32 item_count = 1; }
service Shop {
  rpc Find(Query) returns (Item);
  rpc List(Query) returns (stream Item);
  rpc Collect(stream Item) returns (Summary);
  rpc Talk(stream Item) returns (stream Item);
}
`;
export const KIND_PROTO = 'syntax = "proto3";\npackage kinds;\nenum Kind { ANY = 0; LARGE = 1; }\n';

type Message = Readonly<Record<string, unknown>>;

/**
 * `Find` answers what it is asked for: with `missing` NOT_FOUND, `slow` never, `large` a kilobyte; `List` as many as `amount`, then an
 * error if it is asked for `broken`; `Collect` counts; `Talk` gives back. `Health` says that it serves.
 */
export class RpcServer {
  readonly address: string;
  /** Metadata of the calls, as they came. */
  readonly asked: Metadata[] = [];
  readonly cancelled: string[] = [];
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.address = `127.0.0.1:${port}`;
  }

  /** @param protoFolder holds `shop.proto` and what it imports */
  static async start(protoFolder: string, credentials = ServerCredentials.createInsecure()): Promise<RpcServer> {
    const server = new Server();
    const options = { keepCase: true, includeDirs: [protoFolder], longs: String, enums: String };
    const loaded = loadSync('shop.proto', options);
    const box: { it?: RpcServer } = {};
    const of = (): RpcServer => box.it as RpcServer;
    server.addService(loaded['shop.v1.Shop'] as never, {
      Find: (call: ServerUnaryCall<Message, Message>, done: sendUnaryData<Message>) => of().#find(call, done),
      List: (call: ServerWritableStream<Message, Message>) => of().#list(call),
      Collect: (call: ServerReadableStream<Message, Message>, done: sendUnaryData<Message>) => {
        let count = 0;
        call.on('data', () => count++);
        call.on('end', () => done(null, { item_count: count }));
      },
      Talk: (call: ServerDuplexStream<Message, Message>) => {
        call.on('data', item => call.write(item));
        call.on('end', () => call.end());
        call.on('cancelled', () => of().cancelled.push('Talk'));
      },
    });
    server.addService(HEALTH, {
      Check: ({ request }: ServerUnaryCall<Message, Message>, done: sendUnaryData<Message>) =>
        request.service === 'none' ? done({ code: status.NOT_FOUND, details: 'unknown' }) : done(null, { status: 1 }),
    });
    new ReflectionService(loaded).addToServer(server);
    const port = await new Promise<number>((bound, failed) =>
      server.bindAsync('127.0.0.1:0', credentials, (error, port) => (error === null ? bound(port) : failed(error))),
    );
    box.it = new RpcServer(server, port);
    return box.it;
  }

  close(): void {
    this.#server.forceShutdown();
  }

  #find(call: ServerUnaryCall<Message, Message>, done: sendUnaryData<Message>): void {
    const { request, metadata } = call;
    this.asked.push(metadata);
    const headers = new Metadata();
    headers.add('x-seen', String(metadata.get('x-own')[0] ?? 'nothing'));
    if (request.item_name === 'slow') {
      call.on('cancelled', () => this.cancelled.push('Find'));
      return;
    }
    call.sendMetadata(headers);
    const trailers = new Metadata();
    trailers.add('x-cost', '7');
    if (request.item_name === 'missing') {
      trailers.add('grpc-status-details-bin', DETAILS);
      return done({ code: status.NOT_FOUND, details: 'no such item', metadata: trailers } as ServerErrorResponse);
    }
    const note = request.item_name === 'large' ? { note: 'x'.repeat(1024) } : {};
    done(null, { ...request, made_at: { seconds: '1600000000', nanos: 0 }, euros: 1.5, ...note }, trailers);
  }

  #list(call: ServerWritableStream<Message, Message>): void {
    const { item_name: name, amount } = call.request;
    for (let index = 0; index < Number(amount); index++) call.write({ item_name: `${name} ${index}` });
    if (name === 'broken') call.emit('error', { code: status.DATA_LOSS, details: 'half is gone' });
    else call.end();
  }
}

const { root } = protobuf.parse(
  `syntax = "proto3"; package grpc.health.v1; message Ask { string service = 1; } message Reply { int32 status = 1; }
  message Any { string type_url = 1; bytes value = 2; } message Status { int32 code = 1; string message = 2; repeated Any details = 3; }`,
  { keepCase: true },
);
const [ask, reply, details] = ['Ask', 'Reply', 'Status'].map(name => root.lookupType(`grpc.health.v1.${name}`));
const HEALTH = {
  Check: {
    path: '/grpc.health.v1.Health/Check',
    requestStream: false,
    responseStream: false,
    requestSerialize: () => Buffer.alloc(0),
    requestDeserialize: (bytes: Buffer) => ask?.decode(bytes) as unknown as Message,
    responseSerialize: (value: Message) => Buffer.from((reply as protobuf.Type).encode(value).finish()),
    responseDeserialize: () => ({}),
  },
};
const DETAILS = Buffer.from(
  (details as protobuf.Type)
    .encode({
      code: 5,
      message: 'no such item',
      details: [
        { type_url: 'type.googleapis.com/shop.v1.Summary', value: Buffer.from([8, 3]) },
        { type_url: 'type.googleapis.com/shop.v1.Unheard', value: Buffer.from([8, 3]) },
      ],
    })
    .finish(),
);
