import { create, createFileRegistry, type DescFile, type FileRegistry } from '@bufbuild/protobuf';
import * as wellKnown from '@bufbuild/protobuf/wkt';
import { type DescriptorProto, type FileDescriptorProto, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

/**
 * The registry of what files describe. They may come in any order and without what protobuf brings itself, and leave out what can be found:
 * servers that describe themselves by protobufjs name no imports, and types by names that are to be looked up from where they stand.
 * @throws Error for descriptions that do not fit together
 */
export function linked(files: readonly FileDescriptorProto[]): FileRegistry {
  const names = new Set(files.map(({ name }) => name));
  const all = [...wellKnownFiles().filter(({ name }) => !names.has(name)), ...files];
  return createFileRegistry(create(FileDescriptorSetSchema, { file: inOrder(all) }));
}

/** The files that come with protobuf. */
function wellKnownFiles(): FileDescriptorProto[] {
  return Object.entries(wellKnown).flatMap(([name, value]) =>
    name.startsWith('file_google_protobuf_') ? [(value as DescFile).proto] : [],
  );
}

/** Each after those whose types it uses. */
function inOrder(files: readonly FileDescriptorProto[]): FileDescriptorProto[] {
  const definedIn = new Map<string, FileDescriptorProto>();
  for (const file of files) for (const name of definedBy(file)) definedIn.set(name, file);
  const sorted = new Set<FileDescriptorProto>();
  const visited = new Set<FileDescriptorProto>();
  const visit = (file: FileDescriptorProto): void => {
    if (visited.has(file)) return;
    visited.add(file);
    for (const name of resolveNames(file, definedIn)) {
      const used = definedIn.get(name);
      if (used !== undefined) visit(used);
    }
    sorted.add(file);
  };
  files.forEach(visit);
  return [...sorted];
}

/** Full names of messages and enums. */
function definedBy(file: FileDescriptorProto): string[] {
  const inMessage = (message: DescriptorProto, scope: string): string[] => {
    const name = within(scope, message.name);
    return [
      name,
      ...message.enumType.map(each => within(name, each.name)),
      ...message.nestedType.flatMap(nested => inMessage(nested, name)),
    ];
  };
  const enums = file.enumType.map(each => within(file.package, each.name));
  return [...enums, ...file.messageType.flatMap(message => inMessage(message, file.package))];
}

/** Makes the names of types full ones, and gives them. Names in JSON that are not said are set too. */
function resolveNames(file: FileDescriptorProto, known: ReadonlyMap<string, unknown>): string[] {
  const used: string[] = [];
  const full = (name: string, scope: string): string => {
    const found = name.startsWith('.') ? name.slice(1) : lookedUp(name, scope, known);
    used.push(found);
    return `.${found}`;
  };
  const inMessage = (message: DescriptorProto, outer: string): void => {
    const scope = within(outer, message.name);
    for (const field of [...message.field, ...message.extension]) {
      if (field.typeName !== '') field.typeName = full(field.typeName, scope);
      if (field.extendee !== '') field.extendee = full(field.extendee, scope);
      field.jsonName ||= jsonNameOf(field.name);
    }
    for (const nested of message.nestedType) inMessage(nested, scope);
  };
  for (const message of file.messageType) inMessage(message, file.package);
  for (const field of file.extension) {
    if (field.typeName !== '') field.typeName = full(field.typeName, file.package);
    field.extendee = full(field.extendee, file.package);
  }
  for (const method of file.service.flatMap(service => service.method)) {
    method.inputType = full(method.inputType, file.package);
    method.outputType = full(method.outputType, file.package);
  }
  return used;
}

/** A name as it is meant where it stands: the innermost scope that has it. */
function lookedUp(name: string, scope: string, known: ReadonlyMap<string, unknown>): string {
  for (let outer = scope; outer !== ''; outer = outer.slice(0, Math.max(0, outer.lastIndexOf('.'))))
    if (known.has(`${outer}.${name}`)) return `${outer}.${name}`;
  return name;
}

function within(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}

/** As protoc derives it: what follows an underscore is a capital, and the underscore goes. */
export function jsonNameOf(name: string): string {
  return name.replace(/_+(.?)/g, (_, next: string) => next.toUpperCase());
}
