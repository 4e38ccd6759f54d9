import { createSocket, type Socket } from "node:dgram";
import { afterEach, describe, expect, it } from "@jest/globals";
import { SNMP_UPS } from "../../../src/drivers/snmp/definition.ts";
import { rested } from "../../../src/drivers/snmp/traps.ts";
import { SNMP } from "../../../src/transport/snmp/opener.ts";
import { config, rig } from "../../driver-daemon/engine/rig.ts";
import { loadWalk, OWN_WALKS, WalkAgent } from "../../sim/devices/snmp-walk.ts";
import { NO_OPENERS } from "../../sim/machine/no-openers.ts";
import { freeUdpPort, until } from "../../sim/machine/started.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { snmpBench } from "./snmp-bench.ts";

const UPS = loadWalk(OWN_WALKS, "own-apc-smart-ups");

describe("traps", () => {
  it("are not heard by default", async () => {
    const { driver, agent } = snmpBench(UPS);
    await driver.open(() => undefined);
    expect(agent.ears.size).toBe(0);
  });

  it("wake the poll, and end with the driver", async () => {
    const { driver, agent } = snmpBench(UPS, { snmptrap: "10162" });
    let woken = 0;
    await driver.open(() => woken++);
    agent.ears.get(10_162)?.();
    expect(woken).toBe(1);
    await driver.close();
    expect(agent.ears.size).toBe(0);
  });

  it("that cannot be heard are told of, and the card is polled as ever", async () => {
    const { driver, agent, said } = snmpBench(UPS, { snmptrap: "162" });
    agent.deaf = "permission denied";
    await driver.open(() => undefined);
    expect(said.join("\n")).toContain(
      "no traps are heard on UDP port 162: permission denied; the card is polled as ever",
    );
    expect((await driver.poll("full")).status).toContain("OL");
  });

  it.each(["0", "65536", "on"])("on port %s are refused", async (snmptrap) => {
    const { driver } = snmpBench(UPS, { snmptrap });
    await expect(driver.open(() => undefined)).rejects.toThrow(/is no port from 1 to 65535/);
  });

  it("in a flood wake at once, then each second", async () => {
    const clock = new VirtualClock();
    const woken: number[] = [];
    const began = clock.now();
    const hear = rested(() => woken.push(clock.now() - began), { clock });
    for (let at = 0; at < 25; at++) {
      hear();
      await clock.advance(100);
    }
    await clock.advance(5000);
    expect(woken).toEqual([0, 1000, 2000, 3000]);
  });
});

const ON_BATTERY = { type: "INTEGER", number: 3 } as const;
const OUTPUT_STATUS = "1.3.6.1.4.1.318.1.1.1.4.1.1.0";

it("a trap brings the outage to the driver's socket within a second, however slow the poll is", async () => {
  const agent = new WalkAgent(loadWalk(OWN_WALKS, "own-apc-smart-ups"));
  const openers = Object.assign(Object.create(NO_OPENERS), { snmp: agent });
  const conf = config({ port: "card.example", snmptrap: "10162", pollinterval: "3600" });
  const { clock, value } = await rig({ definition: SNMP_UPS }, conf, { openers });
  await clock.advance(60_000);
  expect(value("ups.status")).toBe("OL TRIM RB");
  agent.walk.set(OUTPUT_STATUS, ON_BATTERY);
  await clock.advance(60_000);
  expect(value("ups.status")).toBe("OL TRIM RB");
  agent.ears.get(10_162)?.();
  await clock.advance(999);
  expect(value("ups.status")).toBe("OB RB");
});

describe("a port for traps", () => {
  const sockets: Socket[] = [];
  const ears: { close(): Promise<void> }[] = [];

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.close();
    for (const ear of ears.splice(0)) await ear.close();
  });

  async function sender(address: string): Promise<Socket> {
    const socket = createSocket("udp4");
    sockets.push(socket);
    await new Promise<void>((resolve) => socket.bind(0, address, resolve));
    return socket;
  }

  it("is shared by all devices of a process, and each hears its own card alone", async () => {
    const port = await freeUdpPort();
    const heard: string[] = [];
    for (const host of ["127.0.0.2", "127.0.0.3"]) ears.push(await SNMP.hear({ host }, port, () => heard.push(host)));
    const [stranger, card] = [await sender("127.0.0.9"), await sender("127.0.0.3")];
    stranger.send(Buffer.from([0x30, 0]), port, "127.0.0.1");
    card.send(Buffer.from("noise"), port, "127.0.0.1");
    card.send(Buffer.from([0x30, 0]), port, "127.0.0.1");
    await until("the trap is heard", () => heard.length > 0);
    expect(heard).toEqual(["127.0.0.3"]);
  });

  it("is free again when nobody waits any more, and a port that somebody holds is told of", async () => {
    const port = await freeUdpPort();
    const ear = await SNMP.hear({ host: "127.0.0.2" }, port, () => undefined);
    await ear.close();
    await ear.close();
    const holder = createSocket("udp6");
    sockets.push(holder);
    await new Promise<void>((resolve) => holder.bind(port, resolve));
    await expect(SNMP.hear({ host: "127.0.0.2" }, port, () => undefined)).rejects.toMatchObject({ fault: "absent" });
  });
});
