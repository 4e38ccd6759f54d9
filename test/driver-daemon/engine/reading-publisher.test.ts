import { describe, expect, it } from "@jest/globals";
import { UPS_CONF } from "../../../src/conf/tables/ups-conf.ts";
import { ReadingPublisher } from "../../../src/driver-daemon/engine/reading-publisher.ts";
import type { Reading, Reported } from "../../../src/drivers/types.ts";
import { enumeration, NUMBER, range, string } from "../../../src/nut/var-type.ts";
import { formatPublished } from "../../../src/sockproto/dump.ts";
import { PublishedState } from "../../../src/sockproto/published-state.ts";

interface Given {
  readonly defaults?: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
  readonly ignoreLb?: boolean;
  readonly asTold?: boolean;
  readonly debounce?: string;
}

function rig({ defaults = {}, overrides = {}, ignoreLb = false, asTold = false, debounce }: Given = {}) {
  const delays = debounce === undefined ? undefined : UPS_CONF.debounce.codec.read(debounce);
  const time = { now: 0 };
  const published = new PublishedState();
  const warnings: string[] = [];
  for (const [name, value] of Object.entries(overrides)) published.fix(name, value);
  const publisher = new ReadingPublisher({
    published,
    defaults: new Map(Object.entries(defaults)),
    ignoreLb,
    asTold,
    debounce: delays?.kind === "ok" ? delays.value : undefined,
    now: () => time.now,
    warn: (text) => warnings.push(text),
  });
  const said: string[] = [];
  published.listen((change) => said.push(formatPublished(change)));
  const reading = (vars: Readonly<Record<string, string | Reported>>, rest: Partial<Reading> = {}): Reading => ({
    vars: new Map(Object.entries(vars)),
    ...rest,
  });
  return {
    published,
    time,
    warnings,
    full: (vars: Readonly<Record<string, string | Reported>>, rest?: Partial<Reading>) =>
      publisher.publish(reading(vars, rest), "full"),
    quick: (vars: Readonly<Record<string, string | Reported>>, rest?: Partial<Reading>) =>
      publisher.publish(reading(vars, rest), "quick"),
    value: (name: string) => published.state.value(name),
    take: () => said.splice(0),
  };
}

describe("what the world sees of a reading", () => {
  it("is only what changed", () => {
    const { full, quick, take } = rig();
    full({ "ups.load": "1", "ups.temperature": "20" });
    expect(take()).toEqual(['SETINFO ups.load "1"', 'SETINFO ups.temperature "20"']);
    quick({ "ups.load": "2" });
    full({ "ups.load": "2", "ups.temperature": "20" });
    expect(take()).toEqual(['SETINFO ups.load "2"']);
  });

  it("loses what a full poll leaves out, and keeps what a quick one does not look at", () => {
    const { full, quick, take } = rig();
    full({ "ups.load": "1", "ups.temperature": "20" });
    take();
    quick({ "ups.load": "1" });
    expect(take()).toEqual([]);
    full({ "ups.load": "1" });
    expect(take()).toEqual(["DELINFO ups.temperature"]);
  });

  it("counts a number that is none, and a date that is a name, as absent", () => {
    const { full, quick, take, value } = rig({ defaults: { "battery.mfr.date": "2020/01/01" } });
    full({ "battery.runtime": "900", "battery.mfr.date": { value: "CPS" }, "ups.model": "-" });
    expect([value("battery.runtime"), value("battery.mfr.date"), value("ups.model")]).toEqual([
      "900",
      "2020/01/01",
      "-",
    ]);
    take();
    quick({ "battery.runtime": "-" });
    expect(take()).toEqual(["DELINFO battery.runtime"]);
    full({ "battery.runtime": "Sinus", "ups.model": "-", "battery.date": { value: "x", rw: true, type: string(8) } });
    expect([value("battery.runtime"), value("battery.date")]).toEqual([undefined, "x"]);
  });

  it("has types, lengths, enumerations and ranges, and follows them when they change", () => {
    const { full, take } = rig();
    full({
      "ups.id": { value: "a", rw: true, type: string(8) },
      "input.sensitivity": { value: "low", rw: true, type: enumeration("low", "high") },
      "input.transfer.low": { value: "90", rw: true, type: range(80, 100) },
      "ups.delay.start": { value: "3", rw: true },
    });
    expect(take()).toEqual([
      'SETINFO ups.id "a"',
      "SETAUX ups.id 8",
      "SETFLAGS ups.id RW STRING",
      'SETINFO input.sensitivity "low"',
      'ADDENUM input.sensitivity "low"',
      'ADDENUM input.sensitivity "high"',
      "SETFLAGS input.sensitivity RW",
      'SETINFO input.transfer.low "90"',
      "ADDRANGE input.transfer.low 80 100",
      "SETFLAGS input.transfer.low RW NUMBER",
      'SETINFO ups.delay.start "3"',
      "SETFLAGS ups.delay.start RW",
    ]);
    full({
      "ups.id": { value: "a", rw: true, type: string(16) },
      "input.sensitivity": { value: "low", rw: true, type: enumeration("low", "medium") },
      "input.transfer.low": { value: "90", type: NUMBER },
      "ups.delay.start": "3",
    });
    expect(take()).toEqual([
      "SETAUX ups.id 16",
      'DELENUM input.sensitivity "high"',
      'ADDENUM input.sensitivity "medium"',
      "DELRANGE input.transfer.low 80 100",
      "SETFLAGS input.transfer.low NUMBER",
      "SETFLAGS ups.delay.start",
    ]);
  });

  it("has the commands of the last reading that named any", () => {
    const { full, quick, published } = rig();
    full({}, { commands: ["load.off", "test.battery.start"] });
    quick({});
    expect(published.state.commands()).toEqual(["load.off", "test.battery.start"]);
    full({}, { commands: ["load.off"] });
    expect(published.state.commands()).toEqual(["load.off"]);
  });

  it("mirrors maker, model and serial in device.*, unless the driver says these itself", () => {
    const { full, value } = rig();
    full({ "ups.mfr": "ACME", "ups.model": "X", "device.model": "X-PDU" });
    expect([value("device.mfr"), value("device.model"), value("device.serial")]).toEqual(["ACME", "X-PDU", undefined]);
  });

  it("cuts values at 255 bytes and drops control characters", () => {
    const { full, value } = rig();
    full({ "ups.id": `a\nb\x00c${"é".repeat(200)}` });
    expect(value("ups.id")).toBe(`abc${"é".repeat(126)}`);
  });
});

describe("override.* and default.*", () => {
  it("an override stands whatever the driver says", () => {
    const { full, value, take } = rig({ overrides: { "battery.charge.low": "33" } });
    full({ "battery.charge.low": { value: "20", rw: true } });
    full({});
    expect(value("battery.charge.low")).toBe("33");
    expect(take()).toEqual([]);
  });

  it("an override of maker, model or serial is that of the device too", () => {
    const { full, value } = rig({ overrides: { "ups.mfr": "ME", "device.model": "MINE" } });
    full({ "ups.mfr": "ACME", "device.mfr": "ACME", "ups.model": "X", "device.model": "X" });
    expect([value("ups.mfr"), value("device.mfr")]).toEqual(["ME", "ME"]);
    expect([value("ups.model"), value("device.model")]).toEqual(["X", "MINE"]);
  });

  it("a default stands until the driver says something, and again when it does not any more", () => {
    const { full, value } = rig({ defaults: { "battery.date": "2020" } });
    expect(value("battery.date")).toBe("2020");
    full({ "battery.date": "2024" });
    expect(value("battery.date")).toBe("2024");
    full({});
    expect(value("battery.date")).toBe("2020");
  });
});

describe("status and alarms", () => {
  it("keeps the last status and alarms through quick polls that do not look at them", () => {
    const { full, quick, value } = rig();
    full({}, { status: ["OB", "LB"], alarms: ["Battery low!"] });
    expect([value("ups.status"), value("ups.alarm")]).toEqual(["ALARM OB LB", "Battery low!"]);
    quick({});
    expect([value("ups.status"), value("ups.alarm")]).toEqual(["ALARM OB LB", "Battery low!"]);
    quick({}, { status: ["OL"], alarms: [] });
    expect([value("ups.status"), value("ups.alarm")]).toEqual(["OL", undefined]);
  });

  it("publishes no status for a device that has none", () => {
    const { full, value } = rig();
    full({ "ambient.temperature": "20" });
    expect(value("ups.status")).toBeUndefined();
  });

  it("gives the status the type that the driver declares", () => {
    const { full, published, value } = rig();
    full({ "ups.status": { value: "ignored", rw: true, type: string(32) } }, { status: ["OL"] });
    expect(value("ups.status")).toBe("OL");
    expect(published.state.get("ups.status")).toMatchObject({ rw: true, type: "string", maxLength: 32 });
  });

  it("makes nothing of a charge that moves where the driver passes on what it is told", () => {
    const { full, value } = rig({ asTold: true });
    const poll = (charge: string) => full({ "battery.charge": charge }, { status: ["OL"] });
    poll("50");
    poll("51");
    expect(value("ups.status")).toBe("OL");
  });

  it("sees from the charge that the battery is charged or discharged, and warns once when the device says otherwise", () => {
    const { full, value, warnings } = rig();
    const poll = (charge: string, ...status: string[]) => full({ "battery.charge": charge }, { status });
    poll("80", "OL");
    expect(value("ups.status")).toBe("OL");
    poll("81", "OL");
    expect(value("ups.status")).toBe("OL CHRG");
    poll("79", "OB");
    expect(value("ups.status")).toBe("OB DISCHRG");
    poll("78", "OB", "CHRG");
    poll("77", "OB", "CHRG");
    expect(value("ups.status")).toBe("OB CHRG DISCHRG");
    expect(warnings).toHaveLength(1);
  });

  it("with ignorelb, the limits decide; without limits, the device's LB goes on counting", () => {
    const { full, value } = rig({ ignoreLb: true });
    full({ "battery.charge": "50", "battery.charge.low": "20" }, { status: ["OB", "LB"] });
    expect(value("ups.status")).toBe("OB");
    full({ "battery.charge": "10", "battery.charge.low": "20" }, { status: ["OB", "DISCHRG"] });
    expect(value("ups.status")).toBe("OB DISCHRG LB");
    full({ "battery.charge": "10" }, { status: ["OB", "LB", "DISCHRG"] });
    expect(value("ups.status")).toBe("OB LB DISCHRG");
  });

  it("shows buzzwords, and takes them away", () => {
    const { full, value } = rig();
    full({}, { buzzwords: ["vendor:eco"] });
    expect(value("experimental.ups.mode.buzzwords")).toBe("vendor:eco");
    full({}, { buzzwords: [] });
    expect(value("experimental.ups.mode.buzzwords")).toBeUndefined();
  });
});

describe("words of the status that have to last (debounce)", () => {
  const watch = (given: Given, facts: Readonly<Record<string, string>> = {}) => {
    const { full, quick, value, time } = rig(given);
    full(facts, { status: ["OL"], alarms: [] });
    return (second: number, status: string, ...alarms: readonly string[]) => {
      time.now = second * 1000;
      quick({}, { status: status.split(" "), alarms });
      return [value("ups.status"), value("ups.alarm"), value("experimental.ups.status.raw")];
    };
  };

  it("are told once they have lasted, and gone at once", () => {
    const at = watch({ debounce: "LB:5 RB:60" });
    expect(at(1, "OB LB RB")).toEqual(["OB", undefined, "OB LB RB"]);
    expect(at(5, "OB LB RB")).toEqual(["OB", undefined, "OB LB RB"]);
    expect(at(6, "OB LB RB")).toEqual(["OB LB", undefined, "OB LB RB"]);
    expect(at(61, "OB LB RB")).toEqual(["OB LB RB", undefined, "OB LB RB"]);
    expect(at(62, "OB")).toEqual(["OB", undefined, "OB"]);
  });

  it("begin anew when they go in between", () => {
    const at = watch({ debounce: "LB:5" });
    at(1, "OB LB");
    at(4, "OB");
    expect(at(6, "OB LB")[0]).toBe("OB");
    expect(at(11, "OB LB")[0]).toBe("OB LB");
  });

  it("hold the alarms and their texts back together", () => {
    const at = watch({ debounce: "ALARM:10" });
    expect(at(1, "OL", "Replace battery!")).toEqual(["OL", undefined, "ALARM OL"]);
    expect(at(11, "OL", "Replace battery!")).toEqual(["ALARM OL", "Replace battery!", "ALARM OL"]);
  });

  it("count at once where the device says them first when the driver starts", () => {
    const { full, value } = rig({ debounce: "RB:60" });
    full({}, { status: ["OL", "RB"] });
    expect(value("ups.status")).toBe("OL RB");
  });

  it("are held back by themselves for a model that is known for it, unless that is off", () => {
    const restless = { "ups.mfr": "American Power Conversion", "ups.model": "Back-UPS BX1600MI" };
    expect(watch({}, restless)(1, "OL RB", "No battery installed!").slice(0, 2)).toEqual(["OL", undefined]);
    expect(watch({ debounce: "none" }, restless)(1, "OL RB")[0]).toBe("OL RB");
    expect(watch({}, { "ups.mfr": "EATON", "ups.model": "5E" })(1, "OL RB")).toEqual(["OL RB", undefined, undefined]);
  });

  it.each([
    ["American Power Conversion", "Back-UPS BX1600MI", true],
    ["American Power Conversion", "Back-UPS BX950MI-GR", true],
    ["APC", "BVK650M2", true],
    ["American Power Conversion", "Back-UPS BK650M2_CH", true],
    ["American Power Conversion", "Back-UPS CS 650", false],
    ["EATON", "BX1600MI", false],
  ])("of %s %s wait by themselves: %j", (mfr, model, waits) => {
    const at = watch({}, { "ups.mfr": mfr, "ups.model": model });
    expect(at(1, "OL LB")).toEqual(waits ? ["OL", undefined, "OL LB"] : ["OL LB", undefined, undefined]);
    expect(at(4, "OL LB")[0]).toBe("OL LB");
  });

  it("go by what the device calls itself, whatever the user calls it", () => {
    const facts = { "ups.mfr": "American Power Conversion", "ups.model": "Back-UPS BX1600MI" };
    expect(watch({ overrides: { "ups.model": "cellar" } }, facts)(1, "OL LB")[0]).toBe("OL");
  });

  it.each(["OB:5", "FSD:1", "LB", "LB:x", "LB:601", "", "LB 5"])("cannot be %j", (text) => {
    expect(UPS_CONF.debounce.codec.read(text).kind).toBe("bad");
  });
});
