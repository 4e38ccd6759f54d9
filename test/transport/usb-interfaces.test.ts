import { describe, expect, it } from "@jest/globals";
import { hidInterface, type Interface, interruptEndpoint } from "../../src/transport/usb/interfaces.ts";

const endpoint = (endpointNumber: number, direction = "in", type = "interrupt") => ({
  endpointNumber,
  direction,
  type,
  packetSize: 8,
});

const one = (
  interfaceNumber: number,
  interfaceClass: number,
  endpoints: Interface["alternate"]["endpoints"] = [],
): Interface => ({ interfaceNumber, alternate: { interfaceClass, endpoints } });

const SERIAL = [one(0, 2, [endpoint(1)]), one(1, 10, [endpoint(2, "out", "bulk"), endpoint(3, "in", "bulk")])];

describe("the interface to read", () => {
  it("is the one that the table names, where the device has it", () => {
    expect(hidInterface([...SERIAL, one(2, 3)], 2)).toBe(2);
    expect(hidInterface([one(0, 3), one(1, 3)], 1)).toBe(1);
  });

  it("is the first of the HID class where the device has none of that number, or none is named", () => {
    expect(hidInterface([one(0, 3)], 2)).toBe(0);
    expect(hidInterface([...SERIAL, one(2, 3)], undefined)).toBe(2);
    expect(hidInterface([], undefined)).toBe(0);
  });
});

describe("the interrupt endpoint", () => {
  const all = [...SERIAL, one(2, 3, [endpoint(4, "out"), endpoint(5), endpoint(6)])];

  it("is the one that the table names, else the first inwards", () => {
    expect(interruptEndpoint(all, 2, 6)).toEqual({ number: 6, packet: 8 });
    expect(interruptEndpoint(all, 2, 4)).toEqual({ number: 5, packet: 8 });
    expect(interruptEndpoint(all, 2, undefined)).toEqual({ number: 5, packet: 8 });
    expect(interruptEndpoint(all, 1, undefined)).toBeUndefined();
  });
});
