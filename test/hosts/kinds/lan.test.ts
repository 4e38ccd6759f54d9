import { createSocket, type Socket } from "node:dgram";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { LAN } from "../../../src/hosts/kinds/lan.ts";
import { HostWorld, settingsOf } from "../host-world.ts";

let world: HostWorld;
let socket: Socket;
let heard: string[];
beforeEach(async () => {
  world = new HostWorld();
  heard = [];
  socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
});
afterEach(() => {
  socket.close();
  world.remove();
});

const settings = (more: Readonly<Record<string, string>>) =>
  settingsOf(LAN, { broadcast: "127.0.0.1", port: String(socket.address().port), mac: "00:11:22:33:44:55", ...more });

it("a magic packet goes out three times, with the password of SecureOn behind it", async () => {
  const all = new Promise<void>((resolve) =>
    socket.on("message", (bytes) => {
      heard.push(bytes.toString("hex"));
      if (heard.length === 3) resolve();
    }),
  );
  const outcome = await LAN.wake?.(settings({ secureon: "01:02:03:04:05:06" }), world.job());
  expect(outcome).toEqual({ kind: "done", text: "magic packet sent to 127.0.0.1" });
  await all;
  expect(new Set(heard)).toEqual(new Set([`ffffffffffff${"001122334455".repeat(16)}010203040506`]));
});

it("nothing goes out for what is no address", async () => {
  expect(await LAN.wake?.(settings({ mac: "nas" }), world.job())).toMatchObject({ kind: "refused" });
  expect(await LAN.test(settings({ secureon: "x" }), world.job())).toMatchObject({ kind: "refused" });
});
