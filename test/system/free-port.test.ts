import { createServer } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { firstFreePort, portState } from "../../src/system/free-port.ts";

describe("a free port", () => {
  it("is the first from the wanted one on, with those that were taken", async () => {
    const busy = new Set([3493, 3494]);
    const look = (_host: string, port: number) =>
      Promise.resolve(busy.has(port) ? ("busy" as const) : ("free" as const));
    expect(await firstFreePort("127.0.0.1", 3493, 10, look)).toEqual({ port: 3495, taken: [3493, 3494] });
    expect(await firstFreePort("127.0.0.1", 4000, 10, look)).toEqual({ port: 4000, taken: [] });
  });

  it("is not looked for beyond the tries, nor beyond the last port there is", async () => {
    const asked: number[] = [];
    const look = (_host: string, port: number) => {
      asked.push(port);
      return Promise.resolve("busy" as const);
    };
    expect(await firstFreePort("127.0.0.1", 65_534, 10, look)).toBeUndefined();
    expect(asked).toEqual([65_534, 65_535]);
    expect(await firstFreePort("127.0.0.1", 3493, 1, look)).toBeUndefined();
  });

  it("is told from a busy one by listening", async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        resolve(typeof address === "object" && address ? address.port : 0);
      });
    });
    expect(await portState("127.0.0.1", port)).toBe("busy");
    await new Promise((resolve) => server.close(resolve));
    expect(await portState("127.0.0.1", port)).toBe("free");
  });
});
