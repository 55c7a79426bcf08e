import type { DescMessage, FileRegistry } from '@bufbuild/protobuf';
import protobuf from 'protobufjs';
import { fileDescriptors } from './file-descriptors.ts';
import { linked } from './linking.ts';

/**
 * Services that gRPC servers have in common, and what errors say of themselves, as their specifications number the fields: grpc/grpc-proto
 * (`grpc/health/v1`, `grpc/reflection`) and googleapis (`google/rpc/status.proto`).
 */
const HEALTH = `
syntax = "proto3";
package grpc.health.v1;
message HealthCheckRequest { string service = 1; }
message HealthCheckResponse {
  enum ServingStatus { UNKNOWN = 0; SERVING = 1; NOT_SERVING = 2; SERVICE_UNKNOWN = 3; }
  ServingStatus status = 1;
}
service Health { rpc Check(HealthCheckRequest) returns (HealthCheckResponse); }`;

const STATUS = `
syntax = "proto3";
package google.rpc;
import "google/protobuf/any.proto";
message Status { int32 code = 1; string message = 2; repeated google.protobuf.Any details = 3; }`;

const REFLECTION = (version: string): string => `
syntax = "proto3";
package grpc.reflection.${version};
message ServerReflectionRequest {
  string host = 1;
  oneof message_request { string file_by_filename = 3; string file_containing_symbol = 4; string list_services = 7; }
}
message ServerReflectionResponse {
  oneof message_response {
    FileDescriptorResponse file_descriptor_response = 4;
    ListServiceResponse list_services_response = 6;
    ErrorResponse error_response = 7;
  }
}
message FileDescriptorResponse { repeated bytes file_descriptor_proto = 1; }
message ListServiceResponse { repeated ServiceResponse service = 1; }
message ServiceResponse { string name = 1; }
message ErrorResponse { int32 error_code = 1; string error_message = 2; }
service ServerReflection {
  rpc ServerReflectionInfo(stream ServerReflectionRequest) returns (stream ServerReflectionResponse);
}`;

/** The newer one is asked for first. */
export const REFLECTION_VERSIONS = ['v1', 'v1alpha'] as const;

let registry: FileRegistry | null = null;

/** These services and messages, once somebody needs them. */
export function ownProtos(): FileRegistry {
  if (registry !== null) return registry;
  const { common, parse } = protobuf;
  const root = new protobuf.Root();
  root.addJSON(common.get('google/protobuf/any.proto')?.nested ?? {});
  [HEALTH, STATUS, ...REFLECTION_VERSIONS.map(REFLECTION)].forEach((text, index) => {
    // Its types do not have it.
    (parse as { filename?: string }).filename = `own-${index}.proto`;
    parse(text, root, { keepCase: true });
  });
  root.resolveAll();
  return (registry = linked(fileDescriptors(root)));
}

export function ownMessage(typeName: string): DescMessage {
  const message = ownProtos().getMessage(typeName);
  if (message === undefined) throw new Error(`there is no message ${typeName}`);
  return message;
}
