/** Errors of the system as the C programs word them: `Connection failure: Connection refused`. */
import { type ErrorCode, NutError } from "../../nut/errors.ts";

/** What strerror(3) of Linux says, which is what the C programs print; Node's own texts differ. */
const STRERROR: Readonly<Record<string, string>> = {
  ECONNREFUSED: "Connection refused",
  ECONNRESET: "Connection reset by peer",
  EHOSTUNREACH: "No route to host",
  ENETUNREACH: "Network is unreachable",
  ETIMEDOUT: "Connection timed out",
  EPIPE: "Broken pipe",
  EACCES: "Permission denied",
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

function property(error: unknown, name: "code" | "message"): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const value: unknown = Reflect.get(error, name);
  return typeof value === "string" ? value : undefined;
}

/** The system's code of an error (`ECONNREFUSED`), or "". */
export const systemCode = (error: unknown): string => property(error, "code") ?? "";

/** A NutError over an error of the system or of the TLS library, which stays as its `cause`. */
export function systemFailure(code: ErrorCode, cause: unknown): NutError {
  const text = STRERROR[systemCode(cause)] ?? property(cause, "message") ?? String(cause);
  return new NutError(code, text, { cause });
}
