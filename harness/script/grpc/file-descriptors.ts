import { create } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  type EnumDescriptorProto,
  EnumDescriptorProtoSchema,
  type FieldDescriptorProto,
  FieldDescriptorProtoSchema,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  type MethodDescriptorProto,
  MethodDescriptorProtoSchema,
  type ServiceDescriptorProto,
  ServiceDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import protobuf from 'protobufjs';
import { jsonNameOf } from './linking.ts';

/** Scalars, as descriptors number them (descriptor.proto, FieldDescriptorProto.Type). */
const SCALARS: Readonly<Record<string, number>> = {
  ...{ double: 1, float: 2, int64: 3, uint64: 4, int32: 5, fixed64: 6, fixed32: 7, bool: 8, string: 9 },
  ...{ bytes: 12, uint32: 13, sfixed32: 15, sfixed64: 16, sint32: 17, sint64: 18 },
};
const GROUP = 10;
const MESSAGE = 11;
const ENUM = 14;
const OPTIONAL = 1;
const REPEATED = 3;

/**
 * Descriptors of the `.proto` files that protobufjs has read, once their names are resolved. Whether a field knows that it was not set, and
 * how it is packed, is said of each field, so that all files may be described as proto3.
 */
export function fileDescriptors(root: protobuf.Root): FileDescriptorProto[] {
  const byFile = Map.groupBy(topLevel(root), ({ filename }) => filename as string);
  return [...byFile].map(([file, objects]) => fileOf(file, objects));
}

/** What stands in files, outside of messages. Protobuf's own types are known already. */
function topLevel(namespace: protobuf.NamespaceBase): protobuf.ReflectionObject[] {
  if (namespace.fullName === '.google.protobuf') return [];
  return namespace.nestedArray.flatMap(object => {
    if (isPlainNamespace(object)) return topLevel(object);
    return object.filename === null || object instanceof protobuf.Field ? [] : [object];
  });
}

function isPlainNamespace(object: protobuf.ReflectionObject): object is protobuf.NamespaceBase {
  return (
    object instanceof protobuf.Namespace && !(object instanceof protobuf.Type) && !(object instanceof protobuf.Service)
  );
}

function fileOf(name: string, objects: readonly protobuf.ReflectionObject[]): FileDescriptorProto {
  return create(FileDescriptorProtoSchema, {
    name,
    // All objects of a file are in its one package.
    package: objects[0]?.parent?.fullName.slice(1) ?? '',
    syntax: 'proto3',
    messageType: objects.filter(object => object instanceof protobuf.Type).map(messageOf),
    enumType: objects.filter(object => object instanceof protobuf.Enum).map(enumOf),
    service: objects.filter(object => object instanceof protobuf.Service).map(serviceOf),
  });
}

function messageOf(type: protobuf.Type): DescriptorProto {
  const oneofs = type.oneofsArray.filter(({ isProto3Optional }) => !isProto3Optional);
  // Without those that extensions have added.
  const fields = type.fieldsArray.filter(({ declaringField }) => declaringField === null);
  const entries = fields
    .filter(field => field instanceof protobuf.MapField)
    .map(field =>
      create(DescriptorProtoSchema, {
        name: entryName(field),
        field: [
          { name: 'key', number: 1, label: OPTIONAL, type: SCALARS[field.keyType] as number },
          { name: 'value', number: 2, label: OPTIONAL, ...typeOf(field) },
        ],
        options: { mapEntry: true },
      }),
    );
  const nested = type.nestedArray.filter(each => each instanceof protobuf.Type).map(messageOf);
  return create(DescriptorProtoSchema, {
    name: type.name,
    field: fields.map(field =>
      fieldOf(
        field,
        oneofs.findIndex(({ name }) => name === field.partOf?.name),
      ),
    ),
    nestedType: [...nested, ...entries],
    enumType: type.nestedArray.filter(each => each instanceof protobuf.Enum).map(enumOf),
    oneofDecl: oneofs.map(({ name }) => ({ name })),
  });
}

/** @param oneofIndex −1: it is in none */
function fieldOf(field: protobuf.Field, oneofIndex: number): FieldDescriptorProto {
  const isRepeated = field.repeated || field.map;
  const jsonName: unknown = field.options?.json_name;
  return create(FieldDescriptorProtoSchema, {
    name: field.name,
    ...(typeof jsonName === 'string' && { jsonName }),
    number: field.id,
    label: isRepeated ? REPEATED : OPTIONAL,
    ...(field.map ? { type: MESSAGE, typeName: `${field.parent?.fullName}.${entryName(field)}` } : typeOf(field)),
    ...(field.repeated && { options: { packed: field.packed } }),
    ...(oneofIndex >= 0 ? { oneofIndex } : { proto3Optional: !isRepeated && field.hasPresence }),
  });
}

/** Of what a field holds, or a map's values. */
function typeOf(field: protobuf.Field): { type: number; typeName?: string } {
  const named = field.resolvedType;
  if (named === null) return { type: SCALARS[field.type] as number };
  const type = named instanceof protobuf.Enum ? ENUM : field.delimited ? GROUP : MESSAGE;
  return { type, typeName: named.fullName };
}

function enumOf({ name, values }: protobuf.Enum): EnumDescriptorProto {
  return create(EnumDescriptorProtoSchema, {
    name,
    value: Object.entries(values).map(([each, number]) => ({ name: each, number })),
  });
}

function serviceOf({ name, methodsArray }: protobuf.Service): ServiceDescriptorProto {
  return create(ServiceDescriptorProtoSchema, {
    name,
    method: methodsArray.map(methodOf),
  });
}

function methodOf({ name, requestStream, responseStream, ...method }: protobuf.Method): MethodDescriptorProto {
  return create(MethodDescriptorProtoSchema, {
    name,
    inputType: method.resolvedRequestType?.fullName ?? '',
    outputType: method.resolvedResponseType?.fullName ?? '',
    clientStreaming: requestStream === true,
    serverStreaming: responseStream === true,
  });
}

/** `some_map` is kept in messages called `SomeMapEntry`. */
function entryName({ name }: protobuf.Field): string {
  const camel = jsonNameOf(name);
  return `${camel.charAt(0).toUpperCase()}${camel.slice(1)}Entry`;
}
