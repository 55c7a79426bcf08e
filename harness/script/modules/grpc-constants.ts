/** gRPC's codes by k6's names, each at its number (https://grpc.io/docs/guides/status-codes/). */
const STATUSES = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
] as const;

export const STATUS_OK = 0;
export const STATUS_INTERNAL = 13;

/** Members of `k6/net/grpc`. The last name is misspelt in k6 too. */
export const GRPC_CONSTANTS: Readonly<Record<string, number | string>> = {
  ...Object.fromEntries(STATUSES.map((name, code) => [`Status${name}`, code])),
  HealthCheckServing: 'SERVING',
  HealthCheckNotServing: 'NOT_SERVING',
  HealthCheckUnknown: 'UNKNOWN',
  HealthCheckServiceUnkown: 'SERVICE_UNKNOWN',
};

/** `NotFound`. @param code as a server sent it */
export function statusName(code: number): string {
  return STATUSES[code] ?? `code ${code}`;
}
