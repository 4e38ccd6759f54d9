/** How a UPS is found and identified. */
import { describe, expect, it } from "@jest/globals";
import type { Reading } from "../../../../src/drivers/types.ts";
import { type ApcBench, apcBench, openApcBench } from "../../../sim/bench/apc-bench.ts";
import { silent } from "../../../sim/devices/serial-device.ts";
import { smartUps } from "./smart-ups.ts";

const value = ({ vars }: Reading, name: string): string | undefined => {
  const found = vars.get(name);
  return typeof found === "string" ? found : found?.value;
};

const firstPoll = async (bench: ApcBench): Promise<Reading> => bench.run(bench.driver.poll("full"));

describe("opening a UPS", () => {
  it("puts it into smart mode, and tells what it is and where", async () => {
    const bench = await apcBench(smartUps());
    expect(await bench.open()).toEqual({ title: "APC Smart-UPS 1000 QS0123456789 on /dev/ttyTEST" });
    expect(bench.device.asked.slice(0, 3)).toEqual(["Y", "V", "a"]);
  });

  it("asks again, and leaves a menu, where the first answer is another one", async () => {
    const bench = await apcBench(smartUps());
    bench.device.fault = (command, answer) =>
      command === "Y" && bench.device.asked.length === 1 ? [{ text: "Password:\r\n", afterMs: 0 }] : [answer];
    await bench.open();
    expect(bench.device.asked.slice(0, 4)).toEqual(["Y", "\x1b", "Y", "V"]);
  });

  it("gives up after five tries, fifteen seconds, and says what else it may be", async () => {
    const bench = await apcBench(smartUps());
    bench.device.fault = silent;
    const opening = bench.driver.open(() => undefined);
    expect(await bench.time(opening)).toBe(15_000);
    await expect(opening).rejects.toMatchObject({
      fault: "absent",
      message: expect.stringMatching(/\/dev\/ttyTEST.*940-0024C.*simple signalling.*genericups/),
    });
    expect(bench.device.asked.filter((command) => command === "Y")).toHaveLength(5);
  });

  it("closes the port at once when a UPS that is silent is given up", async () => {
    const bench = await apcBench(smartUps());
    bench.device.fault = silent;
    const opening = bench.driver.open(() => undefined);
    await bench.clock.advance(1000);
    bench.driver.giveUp?.();
    expect(bench.device.closed).toBe(true);
    bench.device.unplug();
    expect(await bench.time(opening)).toBeLessThan(1000);
    await expect(opening).rejects.toMatchObject({ fault: "lost" });
  });

  it("feeds the cable 940-0095B, in any case, and leaves the lines of others alone", async () => {
    expect((await openApcBench(smartUps(), { cable: "940-0095b" })).device.lines).toEqual({ dtr: true, rts: false });
    expect((await openApcBench(smartUps())).device.lines).toEqual({});
  });

  it("goes on where the port has no lines to feed a cable with", async () => {
    const bench = await apcBench(smartUps(), { cable: "940-0095B" });
    bench.device.setLines = () => Promise.reject(new Error("ENOTTY"));
    await bench.open();
    expect(bench.said).toContain("warning: /dev/ttyTEST has no lines to feed the cable with");
  });

  it.each([
    ["awd", "1234"],
    ["awd", "x"],
    ["sdtype", "6"],
    ["advorder", "5"],
    ["advorder", "012340"],
    ["cshdelay", "10"],
    ["cshdelay", "1.25"],
  ])("refuses %s = %s before anything is opened", async (option, wrong) => {
    const bench = await apcBench(smartUps(), { [option]: wrong });
    await expect(bench.open()).rejects.toMatchObject({
      fault: "configuration",
      message: expect.stringContaining(`${option} = ${wrong} is not`),
    });
    expect(bench.device.asked).toEqual([]);
  });

  it("takes the UPS out of smart mode at the end, and closes", async () => {
    const bench = await openApcBench(smartUps());
    await bench.run(bench.driver.close());
    expect(bench.device.asked).toEqual(["R"]);
    expect(bench.device.closed).toBe(true);
  });

  it("closes the port of a UPS that was not found, and of one that is gone", async () => {
    const bench = await apcBench(smartUps());
    bench.device.fault = silent;
    await expect(bench.open()).rejects.toThrow();
    await bench.run(bench.driver.close());
    expect(bench.device.closed).toBe(true);

    const other = await openApcBench(smartUps());
    other.device.unplug();
    await expect(other.run(other.driver.poll("full"))).rejects.toMatchObject({ fault: "lost" });
    await expect(other.run(other.driver.close())).rejects.toMatchObject({ fault: "lost" });
    expect(other.device.closed).toBe(true);
  });
});

describe("identifying a UPS", () => {
  it("knows old firmware, whose commands are in a table", async () => {
    const bench = await apcBench(smartUps({ V: "6TD", a: undefined, "\x01": undefined, b: undefined }));
    await bench.open();
    expect(bench.device.asked).not.toContain("a");
    const reading = await firstPoll(bench);
    expect(value(reading, "ups.model")).toBe("Smart-UPS");
    expect(value(reading, "ups.firmware")).toBe("6TD");
    expect(reading.commands).toContain("shutdown.return");
  });

  it("takes two hexadecimal digits for a voltage, and such a UPS for a very old one", async () => {
    const bench = await apcBench(smartUps({ V: undefined, b: "FC", a: undefined }));
    await bench.open();
    expect(bench.device.asked.slice(0, 4)).toEqual(["Y", "V", "b", "9"]);
    expect(value(await firstPoll(bench), "ups.model")).toBe("Smart-UPS");
  });

  it.each([
    ["without a model or a current", { "\x01": undefined, "/": undefined }, "Smart-UPS"],
    ["that tells its model", { "/": undefined }, "Smart-UPS 1000"],
    ["with a current", { "\x01": undefined, "/": "01.05" }, "Matrix-UPS"],
  ])("reads a few values of one that tells no commands, %s", async (_, changes, model) => {
    const bench = await apcBench(smartUps({ a: undefined, ...changes }));
    await bench.open();
    const reading = await firstPoll(bench);
    expect(value(reading, "ups.model")).toBe(model);
    expect(value(reading, "battery.charge")).toBe("100.0");
    expect(reading.commands).toEqual([]);
    expect(bench.said).toContainEqual(expect.stringMatching(/^notice: a very old or unknown model/));
  });

  it("reads a `T` for a temperature or for a time, by the shape of its answer", async () => {
    const { a } = { a: "3.!$.QTbV" };
    const temperature = await apcBench(smartUps({ a, T: "24.10" }));
    await temperature.open();
    expect(value(await firstPoll(temperature), "ambient.1.temperature")).toBe("24.10");
    const uptime = await apcBench(smartUps({ a, T: "123.4" }));
    await uptime.open();
    expect(value(await firstPoll(uptime), "device.uptime")).toBe("442800");
  });

  it("takes `V` for the firmware where `b` tells something else", async () => {
    const bench = await apcBench(smartUps({ b: "50.9" }));
    await bench.open();
    expect(value(await firstPoll(bench), "ups.firmware")).toBe("FWI");
  });

  it("reads questions of two bytes, and `F` for the output's frequency then", async () => {
    const a = "4.!$.QF.\x9f:\xd3\xd4";
    const bench = await apcBench(smartUps({ a, F: "49.99", "\x9f\xd3": "50.01", "\x9f\xd4": "01.2" }));
    await bench.open();
    const reading = await firstPoll(bench);
    expect(value(reading, "input.frequency")).toBe("50.01");
    expect(value(reading, "output.frequency")).toBe("49.99");
    expect(value(reading, "battery.current")).toBe("01.2");
  });

  it("lets the values of its locale be set, and those for all", async () => {
    const bench = await apcBench(smartUps());
    await bench.open();
    const { vars } = await firstPoll(bench);
    expect(vars.get("input.transfer.high")).toEqual({
      value: "253",
      rw: true,
      type: { kind: "enum", values: ["253", "264", "271", "280"] },
    });
    expect(vars.get("input.sensitivity")).toMatchObject({ type: { kind: "enum", values: ["H", "M", "L"] } });
    expect(vars.get("ups.test.interval")).toMatchObject({ type: { values: ["1209600", "604800", "0"] } });
    expect(vars.get("ups.id")).toEqual({ value: "RACK", rw: true, type: { kind: "string", max: 8 } });
    expect(vars.get("input.transfer.low")).toMatchObject({ rw: true });
    expect(vars.get("ups.load")).toBe("012.5");
  });

  it.each([
    ["NA", /tells no capabilities/],
    ["uI43253264271280", /cannot be read whole, it does not begin with #/],
    ["##uI12AB##", /cannot be read whole, it ends where a group should begin/],
  ])("goes on with capabilities that are none: %s", async (capabilities, message) => {
    const bench = await apcBench(smartUps({ "\x1a": capabilities }));
    await bench.open();
    expect(bench.said).toContainEqual(expect.stringMatching(message));
    expect((await firstPoll(bench)).status).toEqual(["OL"]);
  });

  it("says nothing of firmware 451.2.I, which is known to end too early", async () => {
    const bench = await apcBench(smartUps({ V: "451.2.I", b: "451.2.I", "\x1a": "##uI12AB##" }));
    await bench.open();
    expect(bench.said.filter((line) => line.startsWith("warning"))).toEqual([]);
  });
});

describe("the name apcsmart-old", () => {
  it("reads both firmware versions and a command set in an order of its own", async () => {
    const changes = { a: "2).?=*%+#!$.98~`\x01ynba@YXUSQKGAVb" };
    const bench = await apcBench(smartUps(changes), {}, "apcsmart-old");
    await bench.open();
    const reading = await firstPoll(bench);
    expect(value(reading, "ups.firmware.old")).toBe("FWI");
    expect(value(reading, "ups.firmware")).toBe("600.3.I");
    expect(reading.commands).toContain("shutdown.return.grace");
  });
});
