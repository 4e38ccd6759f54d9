import { describe, expect, it } from "@jest/globals";
import { magicPacket, parseMac } from "../../src/hosts/magic-packet.ts";

describe("a magic packet", () => {
  it("is six bytes of FF and the address sixteen times, whichever way it is written", () => {
    for (const text of ["00:11:22:aa:bb:cc", "00-11-22-AA-BB-CC", "0011.22aa.bbcc", "001122aabbcc"]) {
      const mac = parseMac(text);
      expect(mac && magicPacket(mac).toString("hex")).toBe(`ffffffffffff${"001122aabbcc".repeat(16)}`);
    }
  });

  it("ends with the password of SecureOn", () => {
    const packet = magicPacket(Buffer.from("001122aabbcc", "hex"), Buffer.from("010203040506", "hex"));
    expect(packet).toHaveLength(108);
    expect(packet.subarray(-6).toString("hex")).toBe("010203040506");
  });

  it("is made of nothing that is no address", () => {
    for (const text of ["", "00:11:22:33:44", "00:11:22:33:44:5g", "00:11:22:33:44:55:66", "0:1:2:3:4:5"])
      expect(parseMac(text)).toBeUndefined();
  });
});
