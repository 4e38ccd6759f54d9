/** generic_modbus on a terminal in memory. */
import { describe, expect, it } from "@jest/globals";
import { DeviceError } from "../../../src/device/device-error.ts";
import type {
  MODBUS_TABLES,
  ModbusAnswer,
  ModbusIdentity,
  ModbusLink,
  ModbusTarget,
} from "../../../src/device/modbus.ts";
import { GENERIC_MODBUS } from "../../../src/drivers/modbus/generic-modbus.ts";
import type { Reading } from "../../../src/drivers/types.ts";
import { type DriverBench, driverBench, valueIn } from "../../sim/bench/driver-bench.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

/** A terminal whose contacts a test closes. */
class Terminal implements ModbusLink {
  readonly name = "rio:502 unit 5";
  readonly values = new Map<string, number>();
  readonly written: string[] = [];
  readonly targets: ModbusTarget[] = [];
  silent = false;

  open(target: ModbusTarget): Promise<ModbusLink> {
    this.targets.push(target);
    return Promise.resolve(this);
  }

  #answer(place: string, answer: ModbusAnswer | undefined): Promise<ModbusAnswer> {
    if (this.silent) return Promise.reject(new DeviceError("stale", `${this.name} does not answer`));
    return Promise.resolve(answer ?? { kind: "refused", why: `no ${place}` });
  }

  read(table: (typeof MODBUS_TABLES)[number], address: number): Promise<ModbusAnswer> {
    const value = this.values.get(`${table} ${address}`);
    return this.#answer(`${table} ${address}`, value === undefined ? undefined : { kind: "data", values: [value] });
  }

  write(table: "coils" | "holding", address: number, value: number): Promise<ModbusAnswer> {
    this.written.push(`${table} ${address} = ${value}`);
    return this.#answer(table, table === "coils" ? { kind: "data", values: [value] } : undefined);
  }

  writeAll(): Promise<ModbusAnswer> {
    return this.#answer("function 16", undefined);
  }

  identify(): Promise<ModbusIdentity> {
    return Promise.resolve({ kind: "refused", why: "Illegal Function" });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

interface TerminalBench extends DriverBench {
  readonly terminal: Terminal;
  poll(): Promise<Reading>;
}

const WIRED = { OL_addr: "0x10", HB_addr: "17", LB_addr: "18", RB_addr: "19", RB_noro: "1" };

async function opened(options: Readonly<Record<string, string>> = WIRED, port = "rio"): Promise<TerminalBench> {
  const terminal = new Terminal();
  for (const [address, value] of [
    [16, 1],
    [17, 1],
    [18, 0],
    [19, 1],
    [20, 0],
  ] as const)
    terminal.values.set(`discrete ${address}`, value);
  const setup = {
    definition: GENERIC_MODBUS,
    clock: new VirtualClock(),
    modbus: terminal,
    stepMs: 100,
    longMs: 20_000,
  };
  const bench = driverBench({ ...setup, options: { port, ...options } });
  await bench.run(bench.driver.open(() => undefined));
  return { ...bench, terminal, poll: () => bench.run(bench.driver.poll("full")) };
}

describe("generic_modbus", () => {
  it.each([
    [{ 16: 1, 17: 1, 18: 0, 19: 1 }, ["OL", "HB"], [], "resting"],
    [{ 16: 1, 17: 0, 18: 0, 19: 1 }, ["OL", "CHRG"], [], "charging"],
    [{ 16: 0, 17: 0, 18: 1, 19: 1 }, ["OB", "DISCHRG", "LB"], ["Low Battery (Charge)"], "discharging"],
    [{ 16: 0, 17: 1, 18: 0, 19: 0 }, ["OB", "DISCHRG", "HB", "RB"], ["Replace Battery"], "resting"],
  ])("tells of the contacts %j", async (contacts, status, alarms, charger) => {
    const { terminal, poll } = await opened();
    for (const [address, value] of Object.entries(contacts)) terminal.values.set(`discrete ${address}`, value);
    const reading = await poll();
    expect(reading).toMatchObject({ status, alarms, commands: [] });
    expect(valueIn(reading, "battery.charger.status")).toBe(charger);
  });

  it("takes OB where OL is not wired, other tables, and contacts of their own for charging", async () => {
    const options = { OB_addr: "1", OB_regtype: "3", CHRG_addr: "2", CHRG_regtype: "2", device_mfr: "Phoenix" };
    const one = opened(options).catch((error: unknown) => error);
    expect(String(await one)).toMatch(/does not tell OB at address 1: no holding 1: check port, rio_slave_id/);
  });

  it("reads a register's low byte", async () => {
    const bench = driverBench({
      definition: GENERIC_MODBUS,
      clock: new VirtualClock(),
      modbus: Object.assign(new Terminal(), {
        values: new Map([
          ["holding 1", 0x0100],
          ["input 2", 0xff01],
        ]),
      }),
      options: { port: "rio", OB_addr: "1", OB_regtype: "3", CHRG_addr: "2", CHRG_regtype: "2" },
      stepMs: 100,
      longMs: 1000,
    });
    await bench.run(bench.driver.open(() => undefined));
    expect(await bench.run(bench.driver.poll("full"))).toMatchObject({ status: ["OL", "CHRG"] });
  });

  it("turns the UPS off by a contact, for as long as it is to be held", async () => {
    const { driver, run, terminal, poll } = await opened({ ...WIRED, FSD_addr: "4", FSD_pulse_duration: "150" });
    expect((await poll()).commands).toEqual(["load.off", "shutdown.stayoff"]);
    expect(await run(driver.instcmd("load.off"))).toBe("handled");
    expect(terminal.written).toEqual(["coils 4 = 1", "coils 4 = 0"]);
    const other = await opened({ ...WIRED, FSD_addr: "4", FSD_noro: "1" });
    expect(await other.run(other.driver.killpower())).toBe("handled");
    expect(other.terminal.written).toEqual(["coils 4 = 0"]);
  });

  it("orders a shutdown again where it is not taken, as the C driver does", async () => {
    const { driver, run, terminal } = await opened({ ...WIRED, FSD_addr: "4" });
    terminal.silent = true;
    expect(await run(driver.killpower())).toBe("failed");
    expect(terminal.written).toEqual(Array(4).fill("coils 4 = 1"));
    const killed = driver.instcmd("shutdown.stayoff");
    terminal.silent = false;
    expect(await run(killed)).toBe("handled");
    expect(terminal.written).toHaveLength(6);
  });

  it("takes the contact for discharging for the last word on the charger", async () => {
    const { terminal, poll } = await opened({ ...WIRED, DISCHRG_addr: "20" });
    for (const [at, value] of [0, 1, 0, 1, 1].entries()) terminal.values.set(`discrete ${16 + at}`, value);
    const reading = await poll();
    expect(reading.status).toEqual(["OB", "HB", "DISCHRG"]);
    expect(valueIn(reading, "battery.charger.status")).toBe("discharging");
  });

  it("says why it cannot", async () => {
    const { driver, run, said } = await opened({ ...WIRED, FSD_addr: "4", FSD_regtype: "1" });
    expect(await run(driver.instcmd("load.off"))).toBe("failed");
    const other = await opened({ ...WIRED, FSD_addr: "4", FSD_regtype: "3" });
    expect(await other.run(other.driver.instcmd("shutdown.stayoff"))).toBe("failed");
    expect([...said, ...other.said].join()).toMatch(/FSD_regtype has to be 0.*does not take FSD at 4: no holding/s);
    expect(await run((await opened()).driver.instcmd("load.off"))).toBe("unknown");
  });

  it("has the C driver's words for a UPS that ups.conf does not name", async () => {
    const reading = await (await opened()).poll();
    expect(["device.mfr", "device.model"].map((name) => valueIn(reading, name))).toEqual(["UNKNOWN", "unknown"]);
  });

  it("is stale while the terminal does not answer", async () => {
    const { terminal, poll } = await opened();
    terminal.silent = true;
    await expect(poll()).rejects.toMatchObject({ fault: "stale" });
  });

  it("finds the terminal over TCP and on serial lines", async () => {
    expect((await opened(WIRED, "[2001:db8::3]:1502")).terminal.targets[0]).toEqual({
      line: { kind: "tcp", host: "2001:db8::3", port: 1502 },
      unit: 5,
      timeoutMs: 200,
    });
    const serial = {
      ...WIRED,
      rio_slave_id: "9",
      ser_baud_rate: "19200",
      ser_parity: "E",
      mod_resp_to_s: "1",
      mod_resp_to_us: "0",
    };
    expect((await opened(serial, "/dev/ttyUSB0")).terminal.targets[0]).toEqual({
      line: {
        kind: "serial",
        path: "/dev/ttyUSB0",
        settings: { baud: 19_200, parity: "even", dataBits: 8, stopBits: 1 },
      },
      unit: 9,
      timeoutMs: 1000,
    });
  });

  it.each([
    [{ LB_addr: "1" }, /set OL_addr or OB_addr/],
    [{ OL_addr: "65536" }, /no address from 0 to 65535/],
    [{ OL_addr: "1", OL_regtype: "4" }, /none of 0, 1, 2, 3/],
    [{ OL_addr: "1", rio_slave_id: "300" }, /no unit from 0 to 247/],
  ])("does not start with %j", async (options, words) => {
    await expect(opened(options)).rejects.toThrow(words);
  });
});
