/**
 * Every error of the NUT protocol and of the client library: the word on the wire, the text that the C
 * programs print for it, and the exit status of a command that meets it, in one row.
 * Wire words and texts: docs/net-protocol.txt and clients/upsclient.c of 2.8.5.
 */
export interface ErrorRow {
  /** The word after `ERR`, or undefined where the error never crosses the wire. */
  readonly wire?: string;
  readonly text: string;
  readonly exit: number;
}

const wire = (word: string, text: string): ErrorRow => ({ wire: word, text, exit: 1 });
const local = (text: string): ErrorRow => ({ text, exit: 1 });

export const ERRORS = {
  "access-denied": wire("ACCESS-DENIED", "Access denied"),
  "unknown-ups": wire("UNKNOWN-UPS", "Unknown UPS"),
  "var-not-supported": wire("VAR-NOT-SUPPORTED", "Variable not supported by UPS"),
  "cmd-not-supported": wire("CMD-NOT-SUPPORTED", "Instant command not supported"),
  "invalid-argument": wire("INVALID-ARGUMENT", "Invalid argument"),
  "instcmd-failed": wire("INSTCMD-FAILED", "Instant command failed"),
  "set-failed": wire("SET-FAILED", "Set command failed"),
  readonly: wire("READONLY", "Read-only variable"),
  "too-long": wire("TOO-LONG", "New value is too long"),
  "feature-not-supported": wire("FEATURE-NOT-SUPPORTED", "Server does not support this feature"),
  "feature-not-configured": wire("FEATURE-NOT-CONFIGURED", "Server feature is not configured"),
  "already-ssl-mode": wire("ALREADY-SSL-MODE", "Server is already in SSL mode"),
  "driver-not-connected": wire("DRIVER-NOT-CONNECTED", "Driver not connected"),
  "data-stale": wire("DATA-STALE", "Data stale"),
  "already-logged-in": wire("ALREADY-LOGGED-IN", "Already logged in"),
  "invalid-password": wire("INVALID-PASSWORD", "Invalid password"),
  "already-set-password": wire("ALREADY-SET-PASSWORD", "Already set password"),
  "invalid-username": wire("INVALID-USERNAME", "Invalid username"),
  "already-set-username": wire("ALREADY-SET-USERNAME", "Already set username"),
  "username-required": wire("USERNAME-REQUIRED", "Username required"),
  "password-required": wire("PASSWORD-REQUIRED", "Password required"),
  "unknown-command": wire("UNKNOWN-COMMAND", "Unknown command"),
  "invalid-value": wire("INVALID-VALUE", "Invalid value for variable"),
  unknown: wire("UNKNOWN", "Unknown error"),
  failed: wire("FAILED", "Execution failed"),
  "connect-failed": local("Connection failure"),
  "no-such-host": local("No such host"),
  "read-failed": local("Read error"),
  "write-failed": local("Write error"),
  "server-disconnected": local("Server disconnected"),
  "protocol-error": local("Protocol error"),
  "ssl-failed": local("SSL error"),
  "certificate-refused": local("SSL certificate refused"),
  timeout: local("Timed out"),
  "invalid-upsname": local("Invalid UPS definition"),
  usage: local("Usage error"),
  configuration: local("Configuration error"),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** Why the variables of a UPS are not to be had. */
export type DataFault = Extract<ErrorCode, "data-stale" | "driver-not-connected">;

const BY_WIRE = new Map<string, ErrorCode>(
  (Object.keys(ERRORS) as ErrorCode[]).flatMap((code) => {
    const row: ErrorRow = ERRORS[code];
    return row.wire === undefined ? [] : [[row.wire, code] as const];
  }),
);

export const errorFromWire = (word: string): ErrorCode => BY_WIRE.get(word.toUpperCase()) ?? "protocol-error";

export class NutError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? ERRORS[code].text : `${ERRORS[code].text}: ${detail}`, options);
    this.name = "NutError";
    this.code = code;
    this.detail = detail;
  }

  /** Exit status of a command that ends with this error. */
  get exit(): number {
    return ERRORS[this.code].exit;
  }
}
