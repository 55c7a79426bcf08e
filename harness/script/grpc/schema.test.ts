import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileDescriptors } from './file-descriptors.ts';
import { decoded, encoded } from './response.ts';
import { Schema, SchemaFiles } from './schema.ts';

const MAIN = `
syntax = "proto3";
package main.v1;
import "sub/old.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/any.proto";
import "google/protobuf/wrappers.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/empty.proto";
import "google/protobuf/descriptor.proto";
extend google.protobuf.MethodOptions { string cost = 50001; }
enum Color { RED = 0; GREEN = 1; reserved 4; }
message All {
  int32 some_id = 1;
  optional string nick = 2 [deprecated = true];
  repeated sub.Old items = 3;
  map<string, int64> all_counts = 4;
  map<int32, Inner> inner_by_id = 5;
  oneof which { string a_name = 6; bytes raw = 7; Inner one = 8; }
  Color color = 9;
  google.protobuf.Timestamp at = 10;
  google.protobuf.Any any = 11;
  google.protobuf.StringValue wrapped = 12;
  google.protobuf.Struct loose = 13;
  Inner inner = 14;
  message Inner { uint64 big = 1; enum Kind { A = 0; B = 1; } Kind kind = 2; All up = 3; }
  string renamed = 15 [json_name = "other"];
  repeated int32 packed = 16;
  repeated sint32 loosely = 17 [packed = false];
  double ratio = 18;
  repeated Color colors = 19;
  fixed64 fixed = 20;
  bool is = 21;
}
service Calls {
  rpc Get (All) returns (All) { option (cost) = "low"; }
  rpc Watch (All) returns (stream All);
  rpc Push (stream All) returns (google.protobuf.Empty);
  rpc Talk (stream All) returns (stream .main.v1.All);
}`;
const OLD = `
syntax = "proto2";
package sub;
message Old {
  required string name = 1;
  optional int32 number = 2 [default = 7];
  optional group Part = 3 { optional int32 size = 1; }
  repeated int32 list = 4;
  extensions 100 to 199;
}
extend Old { optional int32 extra = 100; }`;

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-schema-'));
beforeAll(() => {
  mkdirSync(join(FOLDER, 'protos', 'sub'), { recursive: true });
  writeFileSync(join(FOLDER, 'protos', 'main.proto'), MAIN);
  writeFileSync(join(FOLDER, 'protos', 'sub', 'old.proto'), OLD);
  writeFileSync(
    join(FOLDER, 'alone.proto'),
    'syntax = "proto3"; message M { int32 n = 1; } service S { rpc Call(M) returns (M); }',
  );
  writeFileSync(join(FOLDER, 'broken.proto'), 'syntax = "proto3"; message M { int32 = 1; }');
  writeFileSync(join(FOLDER, 'lost.proto'), 'syntax = "proto3"; message M { Nobody n = 1; }');
  writeFileSync(join(FOLDER, 'noise.pb'), 'no protoset');
});
afterAll(() => rmSync(FOLDER, { recursive: true }));

const files = (): SchemaFiles => new SchemaFiles(FOLDER);
function loaded(): Schema {
  const schema = new Schema();
  schema.add(files().protos(['protos'], ['main.proto']));
  return schema;
}
/** The same files as protobufjs has them: it reads and writes messages by itself. */
function peer(): protobuf.Root {
  const root = new protobuf.Root();
  root.resolvePath = (_, target) => (target.startsWith('google/') ? target : join(FOLDER, 'protos', target));
  const descriptor = { nested: { MethodOptions: { fields: {}, extensions: [[1000, 536870911]] } } };
  if (protobuf.common.get('google/protobuf/descriptor.proto') === null)
    protobuf.common('descriptor', descriptor.nested as never);
  root.loadSync('main.proto', { keepCase: true });
  root.resolveAll();
  return root;
}

const inner = fc.record({
  big: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
  kind: fc.constantFrom('A', 'B'),
});
const message = fc.record(
  {
    some_id: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    nick: fc.string(),
    items: fc.array(
      fc.record({
        name: fc.string(),
        number: fc.nat(100),
        part: fc.record({ size: fc.nat(9) }),
        list: fc.array(fc.nat(9)),
      }),
    ),
    all_counts: fc.dictionary(fc.string(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)),
    inner_by_id: fc.dictionary(fc.nat(9).map(String), inner),
    raw: fc.uint8Array().map(bytes => Buffer.from(bytes).toString('base64')),
    color: fc.constantFrom('RED', 'GREEN'),
    inner,
    packed: fc.array(fc.integer({ min: -5, max: 5 })),
    loosely: fc.array(fc.integer({ min: -5, max: 5 })),
    // JSON has no -0.
    ratio: fc.double({ noNaN: true, noDefaultInfinity: true }).map(ratio => ratio + 0),
    colors: fc.array(fc.constantFrom('RED', 'GREEN')),
    fixed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
    is: fc.boolean(),
  },
  { requiredKeys: [] },
);

describe('what .proto files say', () => {
  test('any message is read by another library as it was written, and comes back', () => {
    const schema = loaded();
    const { input } = schema.method('main.v1.Calls/Get');
    const All = peer().lookupType('main.v1.All');
    const options = { longs: String, enums: String, bytes: String, defaults: true };
    fc.assert(
      fc.property(message, value => {
        const bytes = encoded(input, value, schema.registry);
        const theirs = All.toObject(All.decode(bytes), options);
        // Only what is zero is left out on the way.
        expect(All.toObject(All.decode(All.encode(All.fromObject(value)).finish()), options)).toEqual(theirs);
        expect(encoded(input, decoded(input, bytes, schema.registry), schema.registry)).toEqual(bytes);
      }),
      { numRuns: 100 },
    );
  });

  test('messages are as the JSON mapping has them', () => {
    const schema = loaded();
    const { input } = schema.method('/main.v1.Calls/Get');
    const json = {
      at: '2020-09-13T12:26:40.500Z',
      any: { '@type': 'type.googleapis.com/main.v1.All.Inner', big: '3', kind: 'B' },
      wrapped: 'w',
      loose: { a: [1, null, { b: true }] },
      other: 'o',
      aName: 'which',
    };
    const shown = decoded(input, encoded(input, { ...json, unset: undefined }, schema.registry), schema.registry);
    expect(shown).toEqual({
      ...{ someId: 0, color: 'RED', ratio: 0, fixed: '0', is: false, items: [], packed: [], loosely: [], colors: [] },
      ...{ allCounts: {}, innerById: {} },
      ...json,
      any: { '@type': 'type.googleapis.com/main.v1.All.Inner', big: '3', kind: 'B' },
    });
    for (const [wrong, why] of [
      [{ nope: 1 }, 'key "nope" is unknown'],
      [{ some_id: 'x' }, 'cannot decode field main.v1.All.some_id from JSON: expected number (int32), got "x"'],
      [null, 'a message is an object (got null)'],
    ] as const)
      expect(() => encoded(input, wrong, schema.registry)).toThrow(why);
  });

  test('methods stream as their service says', () => {
    const schema = loaded();
    const kinds = ['Get', 'Watch', 'Push', 'Talk'].map(name => schema.method(`main.v1.Calls/${name}`).methodKind);
    expect(kinds).toEqual(['unary', 'server_streaming', 'client_streaming', 'bidi_streaming']);
    for (const wrong of ['main.v1.Calls/Lose', 'main.v1.Nobody/Get', 'Get', ''])
      expect(() => schema.method(wrong)).toThrow(
        `there is no method ${JSON.stringify(wrong)} in what the client has loaded (there are main.v1.Calls/Get, main.v1.Calls/Watch`,
      );
    expect(() => new Schema().method('a.B/C')).toThrow('(nothing)');
  });

  test('a client may load several, and files without a package; each list is read once', () => {
    const reader = files();
    const schema = new Schema();
    const first = reader.protos([], ['alone.proto']);
    expect(reader.protos([], ['alone.proto'])).toBe(first);
    schema.add(first);
    schema.add(reader.protos(['protos'], ['main.proto']));
    expect([schema.method('S/Call').name, schema.method('main.v1.Calls/Get').name]).toEqual(['Call', 'Get']);
  });

  test('what cannot be read says where, and why', () => {
    expect(() => files().protos([], ['main.proto'])).toThrow(`there is no main.proto in ${FOLDER}`);
    expect(() => files().protos(['protos/sub', 'none'], ['main.proto'])).toThrow(
      `there is no main.proto in ${join(FOLDER, 'protos/sub')}, ${join(FOLDER, 'none')}`,
    );
    expect(() => files().protos([], ['broken.proto'])).toThrow(/^broken\.proto: illegal name '='/);
    expect(() => files().protos([], ['lost.proto'])).toThrow(/^lost\.proto: no such .*Nobody/);
    expect(() => files().protoset('noise.pb')).toThrow(/noise\.pb is no protoset: /);
    expect(() => files().protoset('none.pb')).toThrow(`cannot read ${join(FOLDER, 'none.pb')}: ENOENT`);
  });

  test('protosets say the same, in any order and with what can be found left out', () => {
    const described = fileDescriptors(peer());
    const from = (name: string, change: (files: FileDescriptorProto[]) => FileDescriptorProto[]): Schema => {
      const set = create(FileDescriptorSetSchema, { file: change(fileDescriptors(peer())) });
      writeFileSync(join(FOLDER, name), toBinary(FileDescriptorSetSchema, set));
      const schema = new Schema();
      schema.add(files().protoset(name));
      return schema;
    };
    expect(described.map(({ package: name }) => name).sort()).toEqual(['main.v1', 'sub']);
    const expected = loaded();
    const value = { items: [{ name: 'x' }], inner: { kind: 'B' }, innerById: { 1: {} } };
    const bytes = encoded(expected.method('main.v1.Calls/Get').input, value, expected.registry);
    const relative = (all: FileDescriptorProto[]): FileDescriptorProto[] => {
      const shorten = (name: string): string => name.replace(/^\.(main\.v1\.(All\.)?)?/, '');
      const within = (each: FileDescriptorProto['messageType'][number]): void => {
        for (const field of each.field) field.typeName = shorten(field.typeName);
        each.nestedType.forEach(within);
      };
      for (const file of all) file.messageType.forEach(within);
      return all;
    };
    for (const change of [
      (all: FileDescriptorProto[]) => all,
      (all: FileDescriptorProto[]) => all.reverse(),
      relative,
    ]) {
      const schema = from('set.pb', change);
      expect(encoded(schema.method('main.v1.Calls/Get').input, value, schema.registry)).toEqual(bytes);
    }
  });
});
