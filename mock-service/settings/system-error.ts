const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EADDRINUSE: 'the port is taken',
  EADDRNOTAVAIL: 'no address or port is left for it',
  EBUSY: 'it is in use',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'there is something of that name',
  EFBIG: 'the file would be too large',
  EIO: 'the device does not answer',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'too many files are open: ulimit -n allows no more',
  ENAMETOOLONG: 'the name is too long',
  ENFILE: 'too many files are open on this machine',
  ENOENT: 'it is not there',
  ENOMEM: 'memory is used up',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a file is in the way',
  EPERM: 'it is not permitted',
  EPIPE: 'nobody reads it any more',
  EROFS: 'the file system is read-only',
};

/** The system's answer to a call, as Node words it. */
export interface SystemError extends NodeJS.ErrnoException {
  readonly code: string;
  readonly syscall: string;
  /** Of what was to be listened at or connected to. */
  readonly address?: string;
  readonly port?: number;
}

/** Whether an error is the system's answer, and so no bug of ours: Node names the code and the call. */
export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}

/** `the disk is full (ENOSPC)`: what went wrong, without where. @throws `error` itself if it is not the system's */
export function systemErrorText(error: unknown): string {
  if (!isSystemError(error)) throw error;
  const meaning = MEANINGS[error.code];
  return meaning === undefined ? error.code : `${meaning} (${error.code})`;
}

/** `listen 127.0.0.1:8080: the port is taken (EADDRINUSE)`: with where, for who is not told it otherwise. */
export function systemErrorPlace({ syscall, path, address, port }: SystemError): string {
  const where = path ?? (address === undefined ? null : port === undefined ? address : `${address}:${port}`);
  return where === null ? syscall : `${syscall} ${where}`;
}
