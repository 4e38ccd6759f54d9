/** Drivers of USB devices that are spoken to in packets of their own, on a fake device. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { packetsOf } from "../../../src/drivers/packets/riello-usb.ts";
import { findDriver } from "../../../src/drivers/registry.ts";
import { shownBy } from "../../sim/bench/family-bench.ts";
import { pipeBench as bench } from "../../sim/bench/pipe-bench.ts";
import { type Behaviours, data, SENT, STALL, TIMEOUT, usbDevice } from "../../sim/devices/fake-pipe.ts";
import { powervarChip, richcommChip, rielloChip, xcpChip } from "../../sim/families/usb-chips.ts";

const NAMES = [
  "riello_usb",
  "richcomm_usb",
  "nutdrv_atcl_usb",
  "bcmxcp_usb",
  "powervar_cx_usb",
  "tripplite_usb",
] as const;

const RIELLO = usbDevice(0x04b4, 0x5500);
const RICHCOMM = usbDevice(0x0925, 0x1234, { product: "UPS USB MON V1.4", vendor: "RICHCOMM" });
const ATCL = usbDevice(0x0001, 0x0000, { vendor: "ATCL FOR UPS", product: "ATCL" });

const USB = { "driver.version.usb": "libusb-1.0.27" } as const;

describe("richcomm_usb", () => {
  it.each([
    [6, "OL"],
    [2, "OB"],
    [0, "OB LB"],
    [4, "OL LB"],
  ])("makes of state %d %s", async (state, status) => {
    const chip = richcommChip();
    chip.unit.state = state;
    const { driver, run } = await bench("richcomm_usb", RICHCOMM, chip.does);
    await run(driver.open(() => undefined));
    expect(shownBy(await run(driver.poll("full")))).toEqual({
      status,
      alarm: undefined,
      vars: {
        ...USB,
        "ups.mfr": "Richcomm dry-contact to USB solution",
        "ups.model": "UPS USB MON V1.4",
        "ups.productid": "1234",
        "ups.serial": "unknown",
        "ups.vendorid": "0925",
      },
    });
  });

  it("turns off, and on with the mains", async () => {
    const chip = richcommChip();
    const { driver, run, pipe } = await bench("richcomm_usb", RICHCOMM, chip.does);
    await run(driver.open(() => undefined));
    expect(pipe.transfers.filter((one) => one.startsWith("read")).length).toBe(5);
    expect(chip.orders).toEqual([]);
    expect(await run(driver.killpower())).toBe("handled");
    expect(chip.orders).toEqual(["02000000", "02010000"]);
    chip.mute = true;
    expect(await run(driver.instcmd("shutdown.return"))).toBe("failed");
    await expect(run(driver.poll("full"))).rejects.toMatchObject({ fault: "stale" });
  });
});

describe("nutdrv_atcl_usb", () => {
  it.each([
    [3, "OL"],
    [2, "LB OB"],
    [1, "OB"],
  ])("makes of state %d %s", async (state, status) => {
    const { driver, run } = await bench("nutdrv_atcl_usb", ATCL, { read: () => data([state, 0, 0, 0, 0, 0, 0, 0]) });
    await run(driver.open(() => undefined));
    expect(shownBy(await run(driver.poll("full"))).status).toBe(status);
  });

  it.each([
    ["a byte that means nothing", data([9])],
    ["silence", TIMEOUT],
    ["a refusal", STALL],
  ])("makes data stale of %s", async (_, answer) => {
    const { driver, run } = await bench("nutdrv_atcl_usb", ATCL, { read: () => answer });
    await run(driver.open(() => undefined));
    await expect(run(driver.poll("full"))).rejects.toMatchObject({ fault: "stale" });
  });

  it("turns off with two packets", async () => {
    const sent: string[] = [];
    const write = (address: number, bytes: Uint8Array) => {
      sent.push(`${address} ${Buffer.from(bytes).toString("hex")}`);
      return SENT;
    };
    const { driver, run } = await bench("nutdrv_atcl_usb", ATCL, { read: () => data([1]), write });
    await run(driver.open(() => undefined));
    expect(await run(driver.killpower())).toBe("handled");
    expect(sent).toEqual(["2 0100000000000000", "2 0100000000000000"]);
  });

  it("leaves a device of another maker to nutdrv_qx, unless ups.conf says so", async () => {
    const other = { ...ATCL, vendor: "MEC" };
    const does: Behaviours = { read: () => data([3]) };
    const refused = await bench("nutdrv_atcl_usb", other, does);
    await expect(refused.run(refused.driver.open(() => undefined))).rejects.toMatchObject({
      fault: "absent",
      message: expect.stringContaining("nutdrv_qx"),
    });
    const named = await bench("nutdrv_atcl_usb", other, does, { vendor: "MEC" });
    await named.run(named.driver.open(() => undefined));
    const none = await bench("nutdrv_atcl_usb", { ...ATCL, vendor: undefined }, does, { vendor: "NULL" });
    await none.run(none.driver.open(() => undefined));
  });
});

describe("riello_usb", () => {
  it("cuts a question into packets of seven bytes, the last filled up", () => {
    const packets = packetsOf(Buffer.from("0123456789", "latin1")).map((one) => Buffer.from(one).toString("latin1"));
    expect(packets).toEqual(["70123456", "37890000"]);
  });

  it("shows what riello_ser shows of the same UPS, and obeys the same orders", async () => {
    const chip = rielloChip();
    const { driver, run, pipe } = await bench("riello_usb", RIELLO, chip.does);
    await run(driver.open(() => undefined));
    const { status, vars } = shownBy(await run(driver.poll("full")));
    expect(status).toBe("OL CHRG");
    expect(vars).toMatchObject({
      ...USB,
      "battery.charge": "97",
      "input.voltage": "232",
      "ups.model": "Sentinel Dual",
      "ups.vendorid": "04b4",
    });
    Object.assign(chip.unit, { state: [0x0b, 0, 0, 0, 0] });
    expect(shownBy(await run(driver.poll("quick"))).status).toBe("OB LB");
    expect(await run(driver.instcmd("shutdown.stop"))).toBe("handled");
    chip.mute = true;
    await expect(run(driver.poll("full"))).rejects.toMatchObject({ fault: "stale" });
    await run(driver.close());
    expect(pipe.closed).toBe(true);
  });

  it("sends an order once, though no answer comes, and the end of a shutdown again", async () => {
    const chip = rielloChip();
    const { driver, run } = await bench("riello_usb", RIELLO, chip.does);
    await run(driver.open(() => undefined));
    chip.mute = true;
    expect(await run(driver.instcmd("load.off"))).toBe("failed");
    expect(chip.orders).toHaveLength(1);
    expect(await run(driver.killpower())).toBe("failed");
    expect(chip.orders.slice(1)).toEqual(Array(3).fill("022022434430303031323903"));
  });

  it("leaves 200 ms behind each packet", async () => {
    const chip = rielloChip();
    const times: number[] = [];
    const write: Behaviours["write"] = (address, packet) => {
      times.push(clock.now());
      return chip.does.write?.(address, packet) ?? SENT;
    };
    const { driver, run, clock } = await bench("riello_usb", RIELLO, { ...chip.does, write });
    await run(driver.open(() => undefined));
    times.length = 0;
    await run(driver.instcmd("shutdown.stop"));
    expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 200]);
  });

  it("takes no answer that comes too late for one to another question", async () => {
    const chip = rielloChip();
    const write: Behaviours["write"] = (address, packet) => {
      if (Buffer.from(packet).includes("RE")) chip.mute = true;
      return chip.does.write?.(address, packet) ?? SENT;
    };
    const { driver, run } = await bench("riello_usb", RIELLO, { ...chip.does, write });
    await run(driver.open(() => undefined));
    chip.mute = false;
    expect(shownBy(await run(driver.poll("quick"))).status).toBe("OL CHRG");
  });

  it("says so where the chip does not answer", async () => {
    const { driver, run, pipe } = await bench("riello_usb", RIELLO, {
      controlOut: () => SENT,
      write: () => SENT,
      read: () => STALL,
    });
    await expect(run(driver.open(() => undefined))).rejects.toMatchObject({ fault: "absent" });
    expect(pipe.closed).toBe(true);
  });
});

const AUTHORISED = "ab04cf69e8d55c";

describe("bcmxcp_usb", () => {
  it.each([
    [usbDevice(0x0592, 0x0002), "standard device 7 304"],
    [usbDevice(0x06da, 0x0002), "vendor endpoint d 0"],
    [usbDevice(0x03f0, 0x1f02), "vendor endpoint d 0"],
  ])("shows what bcmxcp shows of the same UPS, and obeys the same orders", async (device, request) => {
    const chip = xcpChip();
    const { driver, run, pipe } = await bench("bcmxcp_usb", device, chip.does, { shutdown_delay: "300" });
    await run(driver.open(() => undefined));
    const { status, vars } = shownBy(await run(driver.poll("full")));
    expect(status).toBe("OL");
    expect(vars).toMatchObject({
      ...USB,
      "battery.charge": "98",
      "outlet.2.status": "off/open",
      "ups.firmware": "Cont:01.10 Rect:02.05",
    });
    Object.assign(chip.unit, { status: 0xf0, on: [56, 168] });
    expect(shownBy(await run(driver.poll("quick"))).status).toBe("ALARM OB LB");
    chip.orders.length = 0;
    expect(await run(driver.killpower())).toBe("handled");
    expect(chip.orders).toEqual([`${request} ${AUTHORISED}`, `${request} ab038a2c019b`]);
    chip.mute = true;
    await expect(run(driver.poll("full"))).rejects.toMatchObject({ fault: "stale" });
    await run(driver.close());
    expect(pipe.closed).toBe(true);
  });

  it("says so where the device does not answer", async () => {
    const chip = xcpChip();
    chip.mute = true;
    const { driver, run, pipe } = await bench("bcmxcp_usb", usbDevice(0x0592, 0x0002), chip.does);
    await expect(run(driver.open(() => undefined))).rejects.toMatchObject({ fault: "absent" });
    expect(pipe.closed).toBe(true);
  });
});

describe("powervar_cx_usb", () => {
  it.each([1, 2])(
    "shows what powervar_cx_ser shows of the same UPS (4234:000%d), and obeys the same orders",
    async (id) => {
      const chip = powervarChip();
      const { driver, run, pipe } = await bench("powervar_cx_usb", usbDevice(0x4234, id), chip.does, {
        offdelay: "20",
      });
      await run(driver.open(() => undefined));
      const { status, vars } = shownBy(await run(driver.poll("full")));
      expect(status).toBe("OL");
      expect(vars).toMatchObject({ ...USB, "battery.charge": "97", "device.model": "GTS1500", "ups.vendorid": "4234" });
      chip.unit.put("OUT", { SOURCE: "3" });
      chip.unit.put("BAT", { STATUS: "3" });
      expect(shownBy(await run(driver.poll("quick"))).status).toBe("OB LB");
      chip.orders.length = 0;
      expect(await run(driver.killpower())).toBe("handled");
      expect(chip.orders).toEqual(["SET.OFFDLY.W=20\r"]);
      chip.mute = true;
      await expect(run(driver.poll("full"))).rejects.toMatchObject({ fault: "stale" });
      await run(driver.close());
      expect(pipe.closed).toBe(true);
    },
  );

  it("says so where the chip does not answer", async () => {
    const does: Behaviours = { controlOut: () => SENT, read: () => STALL };
    const { driver, run, pipe } = await bench("powervar_cx_usb", usbDevice(0x4234, 1), does);
    await expect(run(driver.open(() => undefined))).rejects.toMatchObject({ fault: "absent" });
    expect(pipe.closed).toBe(true);
  });
});

it("powervar_cx_usb takes no answer that has lost a packet", async () => {
  const chip = powervarChip();
  const { driver, run } = await bench("powervar_cx_usb", usbDevice(0x4234, 1), chip.does);
  await run(driver.open(() => undefined));
  const { vars } = shownBy(await run(driver.poll("full")));
  const lost = (packet: Uint8Array): boolean => Buffer.from(packet).toString("latin1") === ".9;118.7";
  chip.spoil = (packet) => (lost(packet) ? new Uint8Array() : packet);
  await run(driver.poll("full"));
  expect(shownBy(await run(driver.poll("full"))).vars["input.voltage.maximum"]).not.toBe("111.9");
  chip.spoil = (packet) => packet;
  await run(driver.poll("full"));
  expect(shownBy(await run(driver.poll("full"))).vars).toEqual(vars);
});

describe.each(NAMES)("%s", (name) => {
  it("says what it looks for where it is not plugged in", async () => {
    const { driver, run } = await bench(name, usbDevice(0x1d6b, 0x0002), {});
    await expect(run(driver.open(() => undefined))).rejects.toMatchObject({
      fault: "absent",
      message: expect.stringMatching(/^no .*Check/),
    });
  });

  it("has every option in its page, and none that it does not know", async () => {
    const page = readFileSync(new URL(`../../../man/${name}.8.md`, import.meta.url), "utf8");
    const section = /## OPTIONS IN UPS\.CONF\n([\s\S]*?)\n## /.exec(page)?.[1] ?? "";
    const documented = [...section.matchAll(/^\*\*([A-Za-z0-9_.]+)\*\*( = \*[A-Z]+\*)?$/gm)].map(
      ([, option, value]) => [option, value === undefined ? "flag" : "value"],
    );
    const { options = [] } = (await findDriver(name)?.load()) ?? {};
    expect(documented.sort()).toEqual(options.map((option) => [option.name, option.kind]).sort());
  });
});
