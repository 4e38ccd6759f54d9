/** What Home Assistant's own `nut` integration makes of each variable, and that discovery says the same of it. */
import { describe, expect, it } from "@jest/globals";
import { UNASKED } from "../../src/mirror/snapshot.ts";
import { documentsOf } from "../../src/mqtt/discovery/documents.ts";
import type { PublishedUps } from "../../src/mqtt/published-ups.ts";
import { commandNames } from "../../src/nut/catalogue/commands.ts";
import { typeOf, variableNames } from "../../src/nut/catalogue/variables.ts";
import { enumeration, NUMBER, range, string } from "../../src/nut/var-type.ts";
import { discoveryFaults } from "./discovery-rules.ts";
import { SETTINGS } from "./usual-settings.ts";

const upsWith = (values: Readonly<Record<string, string>>, more: Partial<PublishedUps["snapshot"]> = {}) => ({
  id: "rack",
  name: "Rack",
  snapshot: { ...UNASKED, answeredAt: 0, values: new Map(Object.entries(values)), ...more },
  energyKwh: 1,
  energyEstimated: false,
  control: true,
});

type Entity = Readonly<Record<string, unknown>>;

function entities(ups: PublishedUps): Readonly<Record<string, Entity>> {
  const [text = "{}"] = documentsOf(ups, SETTINGS).values();
  return (JSON.parse(text) as { components: Record<string, Entity> }).components;
}

const sensorOf = (variable: string, value = "1"): Entity | undefined =>
  Object.values(entities(upsWith({ [variable]: value }))).find(
    ({ unique_id }) => unique_id === `nutts_rack_${variable}`,
  );

/** The letters of the listing: main or diagnostic (d), enabled or off, m for a measurement. */
interface Expected {
  readonly unit?: string;
  readonly kind?: string;
  readonly m?: true;
  readonly main?: true;
  readonly off?: true;
}

const lines = (what: string, ...parts: readonly string[]) =>
  parts.flatMap((part) => ["L1-N", "L2-N", "L3-N"].map((line) => `${part}.${line}.${what}`));

const GROUPS: readonly (readonly [Expected, ...string[]])[] = [
  [{ unit: "%", kind: "battery", m: true, main: true }, "battery.charge"],
  [{ unit: "%", m: true, main: true }, "input.load", "ups.load"],
  [{ unit: "V", kind: "voltage", m: true, main: true }, "input.voltage", "outlet.voltage", "output.voltage"],
  [{ main: true }, "ups.alarm", "ups.status"],
  [{ unit: "%", kind: "humidity", m: true }, "ambient.humidity"],
  [{ unit: "°C", kind: "temperature", m: true }, "ambient.temperature"],
  [{ unit: "s", kind: "duration", off: true }, "battery.runtime.low", "battery.runtime.restart"],
  [
    { unit: "s", kind: "duration", off: true },
    ...["delay", "timer"].flatMap((kind) => ["reboot", "shutdown", "start"].map((what) => `ups.${kind}.${what}`)),
    "ups.test.interval",
  ],
  [{ unit: "V", kind: "voltage", m: true, off: true }, "battery.voltage", "input.bypass.voltage"],
  [{ unit: "V", kind: "voltage", m: true, off: true }, ...lines("voltage", "input", "output", "input.bypass")],
  [
    { unit: "V", kind: "voltage", off: true },
    ...["battery.voltage.high", "battery.voltage.low", "battery.voltage.nominal", "input.transfer.high"],
    ...["input.transfer.low", "input.voltage.nominal", "output.voltage.nominal"],
  ],
  [
    { unit: "A", kind: "current", m: true, off: true },
    ...["battery.current", "output.current", "outlet.current", "input.bypass.current", "input.L1.current"],
  ],
  [{ unit: "A", kind: "current", m: true, main: true, off: true }, "input.current"],
  [{ unit: "A", kind: "current", off: true }, "battery.current.total", "output.current.nominal"],
  [
    { unit: "W", kind: "power", m: true, off: true },
    ...["output.realpower", "outlet.realpower", "input.realpower", "input.bypass.realpower", "output.L1.realpower"],
  ],
  [{ unit: "W", kind: "power", off: true }, "ups.realpower.nominal", "output.realpower.nominal"],
  [
    { unit: "VA", kind: "apparent_power", m: true, off: true },
    ...["ups.power", "input.power", "output.power", "outlet.power", "input.bypass.power", "output.L1.power"],
  ],
  [{ unit: "VA", kind: "apparent_power", off: true }, "ups.power.nominal", "output.power.nominal"],
  [
    { unit: "Hz", kind: "frequency", m: true, off: true },
    ...["input.frequency", "output.frequency", "input.bypass.frequency", "input.L1.frequency"],
  ],
  [{ unit: "Hz", kind: "frequency", off: true }, "input.frequency.nominal", "output.frequency.nominal"],
  [{ unit: "%", off: true }, "battery.charge.low", "battery.charge.restart", "battery.charge.warning", "ups.load.high"],
  [{ unit: "%", m: true, off: true }, "ups.efficiency", "output.L1.power.percent"],
  [{ unit: "°C", kind: "temperature", m: true, off: true }, "ups.temperature", "battery.temperature"],
  [{ unit: "Ah", off: true }, "battery.capacity"],
  [
    { off: true },
    ...["battery.alarm.threshold", "battery.date", "battery.mfr.date", "battery.packs", "battery.packs.bad"],
    ...["battery.type", "input.phases", "input.bypass.phases", "output.phases", "input.sensitivity"],
    ...["input.transfer.reason", "input.voltage.status", "ups.contacts", "ups.display.language", "ups.id"],
    ...["ups.shutdown", "ups.start.auto", "ups.start.battery", "ups.start.reboot", "ups.test.date", "ups.test.result"],
    ...["ups.type", "ups.watchdog.status", "outlet.1.current_status"],
  ],
  [{ unit: "A", kind: "current", m: true }, "outlet.1.current", "outlet.12.current"],
  [{ unit: "VA", kind: "apparent_power", m: true }, "outlet.1.power"],
  [{ unit: "W", kind: "power", m: true }, "outlet.1.realpower"],
  [{}, "outlet.1.desc"],
  // Ours are shown at first, which theirs are not.
  [{ unit: "s", kind: "duration", m: true, main: true }, "battery.runtime"],
  [{ unit: "W", kind: "power", m: true, main: true }, "ups.realpower"],
];

const THRESHOLDS = ["good", "warning-low", "critical-low", "warning-high", "critical-high"];
const ENUMS: readonly (readonly [string, readonly string[], Expected])[] = [
  [
    "battery.charger.status",
    ["charging", "discharging", "floating", "resting", "unknown", "disabled", "off"],
    { main: true },
  ],
  ["ambient.humidity.status", THRESHOLDS, {}],
  ["ambient.temperature.status", THRESHOLDS, {}],
  ["ups.beeper.status", ["enabled", "disabled", "muted"], { off: true }],
  ["input.frequency.status", ["good", "out-of-range"], { off: true }],
  ["input.current.status", THRESHOLDS, { off: true }],
];

const wantedOf = ({ unit, kind, m, main, off }: Expected) => ({
  platform: "sensor",
  unit_of_measurement: unit,
  device_class: kind,
  state_class: m && "measurement",
  entity_category: main ? undefined : "diagnostic",
  enabled_by_default: off ? false : undefined,
});

const figures = (entity: Entity | undefined) =>
  entity && Object.fromEntries(Object.keys(wantedOf({})).map((key) => [key, entity[key]] as const));

describe("a sensor of discovery", () => {
  it.each(GROUPS.flatMap(([expected, ...names]) => names.map((name) => [name, expected] as const)))(
    "is what Home Assistant's nut integration makes of %s",
    (name, expected) => {
      expect(figures(sensorOf(name))).toEqual(wantedOf(expected));
    },
  );

  it.each(ENUMS)("has the words of %s, and is a text for any other", (name, options, expected) => {
    for (const option of options) expect(sensorOf(name, option)).toMatchObject({ device_class: "enum", options });
    expect(figures(sensorOf(name, options[0]))).toEqual(wantedOf({ ...expected, kind: "enum" }));
    expect(sensorOf(name, "other")).not.toHaveProperty("options");
  });

  it("is left out of what surrounds the UPS where that is not there", () => {
    const values = { "ambient.present": "no", "ambient.temperature": "20", "ambient.humidity": "40" };
    expect(Object.keys(entities(upsWith(values))).filter((key) => key.startsWith("ambient"))).toEqual([]);
  });
});

describe("an outlet", () => {
  it("is a switch where it can be switched both ways, which shows its status", () => {
    const commands = ["outlet.1.load.on", "outlet.1.load.off", "outlet.2.load.off", "outlet.1.load.cycle"];
    const values = { "outlet.1.status": "on", "outlet.1.desc": "Router", "outlet.2.status": "on" };
    const {
      outlet_1_switch: one,
      outlet_2_switch: two,
      cmd_outlet_1_load_cycle: cycle,
    } = entities(upsWith(values, { commands }));
    expect(one).toMatchObject({
      platform: "switch",
      name: "Outlet Router",
      device_class: "outlet",
      command_topic: "nutts/rack/command",
      payload_on: "outlet.1.load.on",
      payload_off: "outlet.1.load.off",
      state_on: "on",
      state_off: "off",
    });
    expect(two).toBeUndefined();
    expect(cycle).toMatchObject({ platform: "button", device_class: "restart" });
  });
});

describe("the page of a device", () => {
  it("is told where web.conf names it", () => {
    const page = "http://192.0.2.1:8080/";
    const [text = ""] = documentsOf(upsWith({}), { ...SETTINGS, page }).values();
    expect(JSON.parse(text)).toMatchObject({ device: { configuration_url: page } });
    const [without = ""] = documentsOf(upsWith({}), SETTINGS).values();
    expect(without).not.toContain("configuration_url");
  });
});

describe("every variable and command of the catalogue", () => {
  const numbered = (name: string): string => name.replaceAll("#", "3");
  const values = Object.fromEntries(
    variableNames().map((name) => [numbered(name), typeOf(numbered(name)) === "number" ? "12.5" : "some text"]),
  );
  const types = [enumeration("a", "b"), range(0, 100), range(0.5, 1.5), string(32), NUMBER, enumeration()];
  const writable = new Map(Object.keys(values).map((name, at) => [name, types[at % types.length] ?? NUMBER]));
  const commands = commandNames().map(numbered);

  it.each(["device", "single"] as const)("makes documents that hold to the rules: %s", (discovery) => {
    const names = Object.keys(values);
    expect(names.length).toBeGreaterThan(300);
    for (let at = 0; at < names.length; at += 100) {
      const some = Object.fromEntries(names.slice(at, at + 100).map((name) => [name, values[name] ?? ""]));
      const ups = upsWith(some, { commands, writable });
      expect(discoveryFaults(documentsOf(ups, { ...SETTINGS, discovery }))).toEqual([]);
    }
  });
});
