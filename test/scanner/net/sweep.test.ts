import { describe, expect, it } from "@jest/globals";
import { parseIp } from "../../../src/scanner/net/ip.ts";
import { served } from "../../../src/scanner/net/nut-servers.ts";
import { type AddressRange, networkOf } from "../../../src/scanner/net/ranges.ts";
import { type AddressProbe, type Progress, sweep } from "../../../src/scanner/net/sweep.ts";

function network(text: string, bits: number): readonly AddressRange[] {
  const ip = parseIp(text);
  return ip ? [networkOf(ip, bits)] : [];
}

const portsOf = (all: Awaited<ReturnType<typeof sweep>>) => all.map(({ port }) => port);
const ignored = (): void => undefined;

describe("a sweep over addresses", () => {
  it("asks each once, no more of them at a time than it may, and gives what is there in their order", async () => {
    const asked: string[] = [];
    let now = 0;
    let most = 0;
    const probe: AddressProbe = async (address) => {
      asked.push(address);
      most = Math.max(most, ++now);
      // Those that are asked first answer last.
      for (let turns = 300 - asked.length; turns > 0; turns--) await Promise.resolve();
      now--;
      return /\.(3|200)$/.test(address) ? [served("ups", address, 3493)] : [];
    };
    const seen: Progress[] = [];
    const options = { atOnce: 20, signal: new AbortController().signal, progress: (one: Progress) => seen.push(one) };
    expect(portsOf(await sweep(network("10.0.0.0", 24), probe, options))).toEqual(["ups@10.0.0.3", "ups@10.0.0.200"]);
    expect([asked.length, new Set(asked).size, most]).toEqual([256, 256, 20]);
    expect(seen.at(-1)).toEqual({ done: 256, all: 256n, found: 2 });
  });

  it("gives what it has when it is told that it is enough, and begins with no further address", async () => {
    const enough = new AbortController();
    let asked = 0;
    const probe: AddressProbe = (address) => {
      asked++;
      if (address === "10.0.0.1") return Promise.resolve([served("ups", address, 3493)]);
      if (address === "10.0.0.9") queueMicrotask(() => enough.abort());
      return new Promise(() => undefined);
    };
    const options = { atOnce: 16, signal: enough.signal, progress: ignored };
    expect(portsOf(await sweep(network("10.0.0.0", 16), probe, options))).toEqual(["ups@10.0.0.1"]);
    expect(asked).toBeLessThanOrEqual(17);
  });

  it("holds a /16 in little memory: an address is made when its turn comes", async () => {
    let asked = 0;
    const probe: AddressProbe = () => Promise.resolve(++asked % 10_000 === 0 ? [served("ups", "h", 3493)] : []);
    const options = { atOnce: 8, signal: new AbortController().signal, progress: ignored };
    expect(await sweep(network("10.0.0.0", 16), probe, options)).toHaveLength(6);
    expect(asked).toBe(65_536);
  });
});
