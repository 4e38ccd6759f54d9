import { type ErrorCode, NutError } from "../../nut/errors.ts";
import { systemReason } from "../../system/system-error.ts";

/** A NutError over an error of the system or of the TLS library, which stays as its `cause`. */
export const systemFailure = (code: ErrorCode, cause: unknown): NutError =>
  new NutError(code, systemReason(cause), { cause });
