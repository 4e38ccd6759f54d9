import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { formatUpsId, parseHost, parseUpsId } from "../../src/nut/ups-id.ts";

describe("the name of a UPS on the network", () => {
  it.each([
    ["ups", "ups", "localhost", 3493],
    ["ups@host", "ups", "host", 3493],
    ["ups@host:1234", "ups", "host", 1234],
    ["ups@192.0.2.7:65535", "ups", "192.0.2.7", 65535],
    ["ups@[::1]", "ups", "::1", 3493],
    ["ups@[2001:db8::5]:3494", "ups", "2001:db8::5", 3494],
    ["ups@[fe80::1%br-LAN]:3494", "ups", "fe80::1%br-LAN", 3494],
    ["ups@[192.0.2.7]:1", "ups", "192.0.2.7", 1],
  ])("reads %s", (text, upsname, host, port) => {
    expect(parseUpsId(text)).toEqual({ upsname, host, port });
  });

  it.each([
    "",
    "@host",
    "ups@",
    "ups:3493",
    ":3493",
    "ups@host:",
    "ups@host:0",
    "ups@host:65536",
    "ups@host:12x",
    "ups@host: 12",
    "ups@::1",
    "ups@[::1",
    "ups@[]:3493",
    "ups@[::1]x",
    "two words@host",
    "ups@two words",
  ])("refuses %p", (text) => {
    expect(parseUpsId(text)).toBeUndefined();
  });

  it("reads a host alone", () => {
    expect(parseHost("host")).toEqual({ host: "host", port: 3493 });
    expect(parseHost("[::1]:99")).toEqual({ host: "::1", port: 99 });
    expect(parseHost("")).toBeUndefined();
  });

  it("is written without what is default and read back the same", () => {
    expect(formatUpsId({ upsname: "ups", host: "::1", port: 3493 })).toBe("ups@[::1]");
    expect(formatUpsId({ upsname: undefined, host: "host", port: 99 })).toBe("host:99");
    const ids = fc.record({
      upsname: fc.stringMatching(/^[A-Za-z0-9_.-]+$/),
      host: fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()),
      port: fc.integer({ min: 1, max: 65535 }),
    });
    fc.assert(fc.property(ids, (id) => expect(parseUpsId(formatUpsId(id))).toEqual(id)));
  });

  it("never throws on anything", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseUpsId(text);
        parseHost(text);
      }),
    );
  });
});
