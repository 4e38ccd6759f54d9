import { describe, expect, it } from "@jest/globals";
import { networkOf } from "../../src/system/place.ts";

describe("the place a client comes from", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:db8:1:2::6", "2001:db8:1:2"],
    ["2001:db8::6", "2001:db8:0:0"],
    ["fe80::1:2:3:4", "fe80:0:0:0"],
    ["::1", "0:0:0:0"],
  ])("%s is %s", (address, place) => expect(networkOf(address)).toBe(place));
});
