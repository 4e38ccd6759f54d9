import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { SCANNER } from "../../../src/commands/scanner.ts";
import { formatIp, parseIp } from "../../../src/scanner/net/ip.ts";
import { portOfLine, rangesOfLine } from "../../../src/scanner/net/range-options.ts";
import { addressesOf, holds, sizeOf } from "../../../src/scanner/net/ranges.ts";
import { lineOf } from "../../sim/machine/fake-io.ts";

const NETWORKS = [
  { address: "127.0.0.1", cidr: "127.0.0.1/8", internal: true },
  { address: "192.168.7.5", cidr: "192.168.7.5/24", internal: false },
  { address: "192.168.7.6", cidr: "192.168.7.6/24", internal: false },
  { address: "10.0.0.5", cidr: "10.0.0.5/12", internal: false },
  { address: "fd00::5", cidr: "fd00::5/124", internal: false },
  { address: "fe80::1", cidr: "fe80::1/64", internal: false },
];

async function ranges(...argv: readonly string[]) {
  const warned: string[] = [];
  const found = await rangesOfLine(lineOf(SCANNER.table, ...argv), {
    resolve: (name) => (name === "nas" ? Promise.resolve("192.0.2.9") : Promise.reject(new Error("ENOTFOUND"))),
    networks: () => NETWORKS,
    warn: (text) => warned.push(text),
  });
  const text = found.map(({ family, first, last }) =>
    [first, last].map((value) => formatIp({ family, value })).join(".."),
  );
  return { text, warned, found };
}

const texts = async (...argv: readonly string[]) => (await ranges(...argv)).text;

describe("the addresses of a command line", () => {
  it("are networks, ranges and single ones, as they come", async () => {
    expect(await texts("-m", "192.168.1.77/24", "-s", "10.0.0.1", "-e", "10.0.0.9", "-m", "[fd00::1]/126")).toEqual([
      "192.168.1.0..192.168.1.255",
      "10.0.0.1..10.0.0.9",
      "fd00::..fd00::3",
    ]);
  });

  it.each([
    [["-s", "10.0.0.9", "-e", "10.0.0.1"], ["10.0.0.1..10.0.0.9"]],
    [["-e", "10.0.0.9", "-s", "10.0.0.1"], ["10.0.0.1..10.0.0.9"]],
    [
      ["-s", "10.0.0.1", "-s", "10.0.0.5"],
      ["10.0.0.1..10.0.0.1", "10.0.0.5..10.0.0.5"],
    ],
    [
      ["-e", "10.0.0.1", "-e", "10.0.0.5", "-s", "10.0.0.2"],
      ["10.0.0.1..10.0.0.1", "10.0.0.2..10.0.0.5"],
    ],
    [
      ["-s", "10.0.0.1", "-m", "10.1.0.0/30"],
      ["10.0.0.1..10.0.0.1", "10.1.0.0..10.1.0.3"],
    ],
    [["-s", "[::1]"], ["::1..::1"]],
    [["-s", "nas"], ["192.0.2.9..192.0.2.9"]],
    [["-m", "10.0.0.7/32"], ["10.0.0.7..10.0.0.7"]],
    [[], []],
  ])("%j are %j, as nut-scanner pairs them", async (argv, expected) => {
    expect(await texts(...argv)).toEqual(expected);
  });

  it.each([
    ["auto", ["192.168.7.0..192.168.7.255", "fd00::..fd00::f"]],
    ["auto4", ["192.168.7.0..192.168.7.255"]],
    ["auto6", ["fd00::..fd00::f"]],
    ["auto/4", ["fd00::..fd00::f"]],
    ["auto4/24", ["192.168.7.0..192.168.7.255", "10.0.0.0..10.15.255.255"]],
  ])("with -m %s are those of this machine, without the loopback, small enough, each once", async (word, expected) => {
    expect(await texts("-m", word)).toEqual(expected);
  });

  it("are said to be none where -m auto finds no small network, and auto counts once", async () => {
    const none = await ranges("-m", "auto4/2", "-m", "auto");
    expect(none.text).toEqual([]);
    expect(none.warned.join("")).toMatch(
      /Only the first -m auto counts[\s\S]*no network of this machine has at most 2 bits/,
    );
  });

  it.each([
    [["-m", "10.0.0.1"], /-m 10\.0\.0\.1: write a network as address\/bits/],
    [["-m", "10.0.0.1/0"], /the bits are 1 to 32 with IPv4/],
    [["-m", "10.0.0.1/33"], /the bits are 1 to 32/],
    [["-m", "10.0.0.1/x"], /write a network/],
    [["-m", "auto/x"], /how many bits of a host are looked at, 0 to 128/],
    [["-m", "auto4/33"], /0 to 32/],
    [["-m", "fd00::/64"], /18446744073709551616 addresses are more than the 16777216/],
    [["-s", "nobody.example"], /nobody\.example is no address, and no host has this name/],
    [["-s", "10.0.0.1", "-e", "::1"], /10\.0\.0\.1 and ::1 are no range/],
    [["-s", "fe80::1%eth0"], /is no address/],
  ])("%j is refused, with what to write", async (argv, text) => {
    await expect(ranges(...argv)).rejects.toMatchObject({ code: "usage", message: expect.stringMatching(text) });
  });

  it("are given one after the other, however many there are", async () => {
    const { found } = await ranges("-m", "10.0.0.0/8");
    expect(sizeOf(found)).toBe(16_777_216n);
    const some = addressesOf(found);
    expect([some.next().value, some.next().value]).toEqual(["10.0.0.0", "10.0.0.1"]);
    expect(["10.255.255.255", "11.0.0.0", "::a00:1"].map((text) => holds(found, parseIp(text) ?? fail()))).toEqual([
      true,
      false,
      false,
    ]);
  });
});

const fail = (): never => {
  throw new Error("no address");
};

describe("an address", () => {
  it("is the same after it has been a number", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const ip = parseIp(text) ?? fail();
        expect(parseIp(formatIp(ip))).toEqual(ip);
      }),
    );
  });

  it.each(["", "1.2.3", "1.2.3.256", "::g", "fe80::1%lo", "01.2.3.4", "[::1]"])("is not %j", (text) => {
    expect(parseIp(text)).toBeUndefined();
  });
});

describe("the port of -p", () => {
  it("is a number from 1 to 65535", () => {
    const port = (text: string) => portOfLine(lineOf(SCANNER.table, "-p", text));
    expect(port("3494")).toBe(3494);
    for (const text of ["0", "65536", "nut", "", "-1"]) expect(() => port(text)).toThrow(/a port is a number from 1/);
  });
});
