import { describe, expect, it } from "@jest/globals";
import { environmentTimeoutMs, parseSeconds } from "../../../src/netproto/client/connect-timeout.ts";

describe("the time to connect", () => {
  it.each([
    ["10", 10],
    ["0", 0],
    [" 1.5 ", 1.5],
    [".5", 0.5],
    ["1e1", 10],
    ["-1", undefined],
    ["10s", undefined],
    ["", undefined],
    ["soon", undefined],
  ])("%j is %j seconds", (text, seconds) => {
    expect(parseSeconds(text)).toBe(seconds);
  });

  it("comes from the environment in seconds", () => {
    expect(environmentTimeoutMs({ NUT_DEFAULT_CONNECT_TIMEOUT: "2.5" })).toBe(2500);
    expect(environmentTimeoutMs({ NUT_DEFAULT_CONNECT_TIMEOUT: "never" })).toBeUndefined();
    expect(environmentTimeoutMs({})).toBeUndefined();
  });
});
