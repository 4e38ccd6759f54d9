const STRERROR: Readonly<Record<string, string>> = {
  ECONNREFUSED: "Connection refused",
  ECONNRESET: "Connection reset by peer",
  EHOSTUNREACH: "No route to host",
  ENETUNREACH: "Network is unreachable",
  ETIMEDOUT: "Connection timed out",
  EPIPE: "Broken pipe",
  EACCES: "Permission denied",
  EPERM: "Operation not permitted",
  EADDRNOTAVAIL: "Cannot assign requested address",
  EINVAL: "Invalid argument",
  EMFILE: "Too many open files",
  ENFILE: "Too many open files in system",
  ENETDOWN: "Network is down",
  EHOSTDOWN: "Host is down",
  ECONNABORTED: "Software caused connection abort",
  ENOENT: "No such file or directory",
  ENOTDIR: "Not a directory",
  EISDIR: "Is a directory",
  EROFS: "Read-only file system",
  ENOSPC: "No space left on device",
  EDQUOT: "Disk quota exceeded",
  EFBIG: "File too large",
  EIO: "Input/output error",
  ELOOP: "Too many levels of symbolic links",
  ENAMETOOLONG: "File name too long",
  ENXIO: "No such device or address",
  ENODEV: "No such device",
  EBUSY: "Device or resource busy",
  EEXIST: "File exists",
  ENOMEM: "Cannot allocate memory",
  ESTALE: "Stale file handle",
  EADDRINUSE: "Address already in use",
};

export function systemCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

export function reasonOf(error: unknown): string {
  if (typeof error === "object" && error !== null && "message" in error) return String(error.message);
  return String(error);
}

/** The reason alone, for a message that names the place itself: `Permission denied`. */
export const systemReason = (error: unknown): string => STRERROR[systemCode(error) ?? ""] ?? reasonOf(error);

const READ_ADVICE: Readonly<Record<string, string>> = {
  EACCES: "run this as root or as the user of NUT, or set NUT_CONFPATH to a folder of your own",
  EISDIR: "put a file there, or name another",
  ELOOP: "its symbolic links lead in a circle; link it to a file",
  ENOTDIR: "a folder of its path is none; look at NUT_CONFPATH and at the path",
  ENAMETOOLONG: "name a shorter path",
  EIO: "the disk may be failing: look at dmesg",
  ESTALE: "mount the file system again",
};

const WRITE_ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: "free some space there, and inodes (df, df -i)",
  EDQUOT: "free some space of this user (quota)",
  EROFS: "mount it for writing, or name another folder",
  EIO: "the disk may be failing: look at dmesg",
  EACCES: "run this as root or as the user of NUT, or change who may write to its folder",
  ELOOP: "its symbolic links lead in a circle; link it to a file",
  ENOTDIR: "a folder of its path is none",
  ENOENT: "make its folder",
  EISDIR: "a folder is there; name a file",
  EBUSY: "it is mounted by itself; mount its folder instead",
};

const withAdvice = (error: unknown, table: Readonly<Record<string, string>>): string => {
  const advice = table[systemCode(error) ?? ""];
  return advice === undefined ? systemReason(error) : `${systemReason(error)}; ${advice}`;
};

export const fileReason = (error: unknown): string => withAdvice(error, READ_ADVICE);

export const writeReason = (error: unknown): string => withAdvice(error, WRITE_ADVICE);

/** The system's error on a path in one line; undefined for any other error. */
export function pathFault(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("path" in error) || !("syscall" in error)) return undefined;
  return `${String(error.path)}: ${systemReason(error)} (${String(error.syscall)})`;
}
