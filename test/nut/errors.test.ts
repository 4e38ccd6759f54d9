import { describe, expect, it } from "@jest/globals";
import { ERRORS, type ErrorRow, errorFromWire, NutError } from "../../src/nut/errors.ts";

const WIRE_WORDS = `ACCESS-DENIED UNKNOWN-UPS VAR-NOT-SUPPORTED CMD-NOT-SUPPORTED INVALID-ARGUMENT INSTCMD-FAILED
SET-FAILED READONLY TOO-LONG FEATURE-NOT-SUPPORTED FEATURE-NOT-CONFIGURED ALREADY-SSL-MODE DRIVER-NOT-CONNECTED
DATA-STALE ALREADY-LOGGED-IN INVALID-PASSWORD ALREADY-SET-PASSWORD INVALID-USERNAME ALREADY-SET-USERNAME
USERNAME-REQUIRED PASSWORD-REQUIRED UNKNOWN-COMMAND INVALID-VALUE`.split(/\s+/);

describe("the table of errors", () => {
  it.each(WIRE_WORDS)("knows %s of the protocol and its code", (word) => {
    const row: ErrorRow = ERRORS[errorFromWire(word)];
    expect(row.wire).toBe(word);
  });

  it("reads words of the wire in any case, and takes unknown ones for a protocol error", () => {
    expect(errorFromWire("data-stale")).toBe("data-stale");
    expect(errorFromWire("NO-SUCH-WORD")).toBe("protocol-error");
    expect(errorFromWire("")).toBe("protocol-error");
  });

  it("has one text and a failing exit status in every row, and no wire word twice", () => {
    const rows: readonly ErrorRow[] = Object.values(ERRORS);
    for (const row of rows) {
      expect(row.text).toMatch(/^[A-Z].*[^.\s]$/);
      expect(row.exit).toBeGreaterThan(0);
    }
    const words = rows.flatMap((row) => (row.wire === undefined ? [] : [row.wire]));
    expect(new Set(words).size).toBe(words.length);
  });

  it("says what happened and then the detail", () => {
    const error = new NutError("connect-failed", "Connection refused");
    expect(error.message).toBe("Connection failure: Connection refused");
    expect(error).toMatchObject({ name: "NutError", code: "connect-failed", detail: "Connection refused", exit: 1 });
    expect(new NutError("data-stale").message).toBe(ERRORS["data-stale"].text);
  });
});
