/** What strerror(3) of Linux says, which is what the C programs print; Node's own texts differ. */
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
  ENETDOWN: "Network is down",
  EHOSTDOWN: "Host is down",
  ECONNABORTED: "Software caused connection abort",
  ENOENT: "No such file or directory",
  ENOTDIR: "Not a directory",
  EISDIR: "Is a directory",
  EROFS: "Read-only file system",
  ENOSPC: "No space left on device",
};

/** What the system says of a failed call. By shape and not by class: errors may come from another realm. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** The message of whatever was thrown. */
export function reasonOf(error: unknown): string {
  if (typeof error === "object" && error !== null && "message" in error) return String(error.message);
  return String(error);
}

/** The reason alone, for a message that names the place itself: `Permission denied`. */
export const systemReason = (error: unknown): string => STRERROR[systemCode(error) ?? ""] ?? reasonOf(error);

/** The same of a configuration file, with what to do about it. */
export const fileReason = (error: unknown): string =>
  systemCode(error) === "EACCES"
    ? `${systemReason(error)}; run this as root or as the user of NUT, or set NUT_CONFPATH to a folder of your own`
    : systemReason(error);
