/** One process with everybody who may look at it: open pages, subscribers of upsd, some of whom do not read. */
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { freePort, Machine, SAME_USER, until } from "./daemon.ts";

const PAGES = 200;
const SUBSCRIBERS = 1000;
/** One in ten does not read. */
const isDeaf = (at: number): boolean => at % 10 === 9;

describe("two hundred open pages and a thousand subscribers", () => {
  let machine: Machine;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    machine = new Machine(await freePort());
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await machine.clear();
  });

  /** Keeps the end of what it hears. */
  function listener(port: number, request: string, deaf: boolean): { heard: string } {
    const one = { heard: "" };
    const socket = connect(port, "127.0.0.1");
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      one.heard = (one.heard + bytes.toString()).slice(-20_000);
      if (deaf) socket.pause();
    });
    socket.write(request);
    return one;
  }

  const crowd = (size: number, port: number, request: string) =>
    Array.from({ length: size }, (_, at) => listener(port, request, isDeaf(at)));

  it("all hear of an outage and of its end, whatever those do who do not read", async () => {
    const webPort = await freePort();
    machine.write("ups.conf", "pollinterval = 1\n[ups1]\ndriver = dummy-ups\nport = ups1.dev\n");
    machine.start("up", ...SAME_USER, "--web", `127.0.0.1:${webPort}`);
    const status = async () =>
      (await fetch(`http://127.0.0.1:${webPort}/api/v1/devices/ups1/var/ups.status`).catch(() => undefined))?.text();
    await until("the UPS in the dashboard", async () => (await status()) === '"OL"');
    const pages = crowd(PAGES, webPort, "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const subscribers = crowd(SUBSCRIBERS, machine.port, "SUBSCRIBE ups1\n");
    await until("every page", () => pages.every(({ heard }) => heard.includes("event: snapshot")));
    await until("every subscriber", () => subscribers.every(({ heard }) => heard.includes("OK SUBSCRIBED")));
    for (const token of ["OB", "OL BYPASS"]) {
      machine.write("ups1.dev", `ups.status: ${token}\nbattery.charge: 100\n`);
      const reads = (_: unknown, at: number): boolean => !isDeaf(at);
      await until(`${token} on every page`, () =>
        pages.filter(reads).every(({ heard }) => heard.includes(`"ups.status":{"text":"${token}"`)),
      );
      await until(`${token} at every subscriber`, () =>
        subscribers.filter(reads).every(({ heard }) => heard.includes(`ups1 ups.status "${token}"`)),
      );
      expect(await status()).toBe(JSON.stringify(token));
    }
  });
});
