/** powerman-pdu on a PowerMan daemon in memory. */
import { describe, expect, it } from "@jest/globals";
import { POWERMAN_PDU } from "../../../src/drivers/powerman/powerman-pdu.ts";
import { DeviceError, type Driver } from "../../../src/drivers/types.ts";
import { driverBench } from "../../sim/bench/driver-bench.ts";
import { shownBy } from "../../sim/bench/family-bench.ts";
import { INPUTS } from "../../sim/bench/spoilt.ts";
import { MemoryTcp } from "../../sim/devices/memory-tcp.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { Powermand } from "../../sim/servers/powermand.ts";

interface Bench {
  readonly driver: Driver;
  readonly daemon: Powermand;
  readonly tcp: MemoryTcp;
  run<T>(call: Promise<T>): Promise<T>;
}

function bench(port = "pm.example"): Bench {
  const clock = new VirtualClock();
  const daemon = new Powermand({ "rack1-a": "on", "rack1-b": "off", node7: "on" });
  const tcp = new MemoryTcp(daemon.serve, clock);
  const { driver, run } = driverBench({
    definition: POWERMAN_PDU,
    clock,
    tcp,
    options: { port },
    stepMs: 1000,
    longMs: 120_000,
  });
  return { driver, daemon, tcp, run };
}

async function open(port?: string): Promise<Bench> {
  const made = bench(port);
  await made.run(made.driver.open(() => undefined));
  return made;
}

/** Of the outlet that is this node, wherever it stands. */
function stateOf(vars: Readonly<Record<string, string>>, node: string): string | undefined {
  const [, outlet] = /^outlet\.(\d+)\./.exec(Object.keys(vars).find((name) => vars[name] === node) ?? "") ?? [];
  return vars[`outlet.${outlet}.status`];
}

describe("powerman-pdu", () => {
  it("shows each node as an outlet, in the daemon's order", async () => {
    const { driver, daemon, run } = await open();
    const reading = await run(driver.poll("full"));
    expect(shownBy(reading)).toEqual({
      status: "",
      alarm: undefined,
      vars: {
        "device.type": "pdu",
        "outlet.1.desc": "rack1-a",
        "outlet.1.id": "1",
        "outlet.1.status": "on",
        "outlet.1.switchable": "yes",
        "outlet.2.desc": "rack1-b",
        "outlet.2.id": "2",
        "outlet.2.status": "off",
        "outlet.2.switchable": "yes",
        "outlet.3.desc": "node7",
        "outlet.3.id": "3",
        "outlet.3.status": "on",
        "outlet.3.switchable": "yes",
        "ups.mfr": "Powerman",
        "ups.model": "unknown PDU",
      },
    });
    expect(reading.noSupply).toBe(true);
    expect(reading.commands).toHaveLength(9);
    daemon.heard.length = 0;
    await run(driver.poll("full"));
    expect(daemon.heard).toEqual(["status"]);
  });

  it.each([
    ["outlet.2.load.on", "on rack1-b"],
    ["outlet.1.load.off", "off rack1-a"],
    ["outlet.3.load.cycle", "cycle node7"],
  ])("says for %s %s", async (command, line) => {
    const { driver, daemon, run } = await open();
    daemon.heard.length = 0;
    expect(await run(driver.instcmd(command))).toBe("handled");
    expect(daemon.heard).toEqual([line]);
  });

  it("follows what was switched", async () => {
    const { driver, run } = await open();
    await run(driver.instcmd("outlet.1.load.off"));
    expect(shownBy(await run(driver.poll("full"))).vars["outlet.1.status"]).toBe("off");
  });

  it("knows no outlet that is not there, and cannot end a shutdown", async () => {
    const { driver, daemon, run } = await open();
    daemon.heard.length = 0;
    expect(await run(driver.instcmd("outlet.4.load.off"))).toBe("unknown");
    expect(await run(driver.setvar("outlet.1.desc", "x"))).toBe("unknown");
    expect(await run(driver.killpower())).toBe("unknown");
    expect(daemon.heard).toEqual([]);
  });

  it("shows the others where one device does not answer, and says that its order failed", async () => {
    const { driver, daemon, run } = await open();
    daemon.dead.add("rack1-a");
    const { vars } = shownBy(await run(driver.poll("full")));
    expect([vars["outlet.1.status"], vars["outlet.2.status"]]).toEqual(["unknown", "off"]);
    expect(await run(driver.instcmd("outlet.1.load.on"))).toBe("failed");
  });

  it("is stale while the daemon is busy, and lost when it is silent or gone", async () => {
    const { driver, daemon, run } = await open();
    daemon.fault = () => "208 Command in progress\r\npowerman> ";
    await expect(run(driver.poll("full"))).rejects.toMatchObject({ fault: "stale" });
    daemon.fault = () => undefined;
    await expect(run(driver.poll("full"))).rejects.toMatchObject({ fault: "lost" });
    daemon.fault = (answer) => answer;
    await run(driver.open(() => undefined));
    expect(shownBy(await run(driver.poll("full"))).vars["outlet.2.status"]).toBe("off");
    daemon.drop();
    await expect(run(driver.poll("full"))).rejects.toMatchObject({ fault: "lost" });
  });

  it.each([
    ["pm.example", "pm.example", 10_101],
    ["pm.example:4711", "pm.example", 4711],
    ["[::1]:4711", "::1", 4711],
  ])("asks for port = %s host %s, port %d", async (port, host, number) => {
    expect((await open(port)).tcp.targets).toEqual([{ host, port: number }]);
  });

  it("says what is wrong with a port, and what to look at where no daemon is", async () => {
    const wrong = bench("a b:c");
    await expect(wrong.run(wrong.driver.open(() => undefined))).rejects.toMatchObject({ fault: "configuration" });
    for (const fault of [
      () => undefined,
      () => "220 mail.example ESMTP\r\npowerman> ",
      () => "001 2.3\r\npowerman> ",
    ]) {
      const made = bench();
      made.daemon.fault = fault;
      await expect(made.run(made.driver.open(() => undefined))).rejects.toMatchObject({
        fault: "absent",
        message: expect.stringMatching(/^pm\.example:10101: .*Check/),
      });
      expect(made.tcp.live).toBe(0);
    }
  });

  it("makes of what is spoilt no other state, and never waits for ever", async () => {
    let seed = 20_261_130;
    const below = (count: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (seed >>> 8) % count;
    };
    const random = (): string => String.fromCharCode(...Array.from({ length: below(40) }, () => below(256)));
    const spoils = [
      (answer: string) => answer.slice(0, below(answer.length)),
      (answer: string) => answer.slice(below(answer.length)),
      () => undefined,
      () => random(),
      (answer: string) => random() + answer,
      () => `${random()}\r\npowerman> `,
    ];
    const made = bench();
    const { driver, daemon, run } = made;
    let isOpen = false;
    let spoilt = 0;
    for (let inputs = 0; inputs < INPUTS; inputs++) {
      const isWhole = inputs % 4 === 3;
      const spoil = isWhole ? undefined : spoils[below(spoils.length)];
      daemon.fault = spoil ?? ((answer) => answer);
      const step = async (): Promise<string | undefined> => {
        if (!isOpen) await driver.open(() => undefined);
        isOpen = true;
        return stateOf(shownBy(await driver.poll("full")).vars, "rack1-b");
      };
      const outcome: unknown = await run(step()).catch((error: unknown) => error);
      if (outcome instanceof DeviceError) {
        isOpen &&= outcome.fault === "stale";
        spoilt++;
      } else expect(["off", "unknown", undefined]).toContain(outcome);
    }
    expect(spoilt).toBeGreaterThan(0);
  });
});
