import { afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { SharedMirrors } from "../../src/mirror/shared-mirrors.ts";
import { UNASKED } from "../../src/mirror/snapshot.ts";
import { documentsOf } from "../../src/mqtt/discovery/documents.ts";
import { EnergyMeter } from "../../src/mqtt/energy-meter.ts";
import type { EnergyOf } from "../../src/mqtt/energy-source.ts";
import type { LinkHearing, LinkWishes, OpenLink } from "../../src/mqtt/link.ts";
import type { PublishedUps } from "../../src/mqtt/published-ups.ts";
import { type Discovery, parseWebConf } from "../../src/mqtt/settings.ts";
import { startMqtt } from "../../src/mqtt/start-mqtt.ts";
import { stateDocument } from "../../src/mqtt/state-document.ts";
import { eventsBetween } from "../../src/mqtt/ups-events.ts";
import { powerOf } from "../../src/nut/real-power.ts";
import { enumeration, NUMBER, range, string } from "../../src/nut/var-type.ts";
import { createLog } from "../../src/system/log/log.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { Pairs, until } from "../sim/servers/nut-pair.ts";
import { agrees, type FakeUps, noTls, saysGoodbye, serves } from "../sim/servers/nut-server.ts";
import { discoveryFaults } from "./discovery-rules.ts";
import { SETTINGS } from "./usual-settings.ts";

const values = (more: Readonly<Record<string, string>> = {}) =>
  new Map(
    Object.entries({
      "ups.status": "OL",
      "battery.charge": "100",
      "battery.runtime": "1800",
      "ups.load": "12",
      "ups.realpower.nominal": "400",
      "input.voltage": "230.1",
      "ups.serial": "G123",
      "ups.mfr": "Eaton",
      "battery.charge.low": "20",
      "input.sensitivity": "normal",
      "ups.id": "x",
      "ups.beeper.status": "enabled",
      "outlet.1.status": "on",
      "input.L1-N.voltage": "229",
      ...more,
    }),
  );

const published = (more: Readonly<Record<string, string>> = {}): PublishedUps => ({
  id: "rack",
  name: "Rack UPS",
  snapshot: {
    ...UNASKED,
    values: values(more),
    answeredAt: 0,
    commands: ["beeper.mute", "load.off", "shutdown.return", 'evil" }}'],
    writable: new Map([
      ["battery.charge.low", range(0, 100)],
      ["input.sensitivity", enumeration("low", "normal")],
      ["ups.id", string(8)],
      ["ups.load", NUMBER],
    ]),
  },
  energyKwh: 0.5,
  energyEstimated: true,
  control: true,
});

const documents = (discovery: Discovery, ups = published()) => documentsOf(ups, { ...SETTINGS, discovery });
const device = (ups = published()) =>
  JSON.parse(documents("device", ups).get("homeassistant/device/nutts_G123/config") ?? "{}") as {
    components: Record<string, Record<string, unknown>>;
  };

describe("MQTT discovery", () => {
  it.each(["device", "single", "off"] as const)("holds to the rules of Home Assistant: %s", (discovery) => {
    expect(discoveryFaults(documents(discovery))).toEqual([]);
    const entities = Object.keys(device().components).length;
    expect(documents(discovery).size).toBe({ device: 1, single: entities, off: 0 }[discovery]);
  });

  it("has sensors, flags, settings, buttons, an event and energy, under ids from the serial", () => {
    const { components } = device();
    expect(components.battery_charge).toMatchObject({
      unique_id: "nutts_G123_battery.charge",
      device_class: "battery",
    });
    expect(components.on_battery).toMatchObject({ platform: "binary_sensor" });
    expect(components.set_battery_charge_low).toMatchObject({ platform: "number", min: 0, max: 100, step: 1 });
    expect(components.set_input_sensitivity).toMatchObject({ platform: "select", options: ["low", "normal"] });
    expect(components.set_ups_id).toMatchObject({ platform: "text", max: 8 });
    expect(components.energy).toMatchObject({ name: "Energy (estimated)", state_class: "total_increasing" });
    expect(components.event).toMatchObject({ platform: "event", state_topic: "nutts/rack/event" });
    expect(components.connected).toMatchObject({ state_topic: "nutts/rack/status" });
    expect(components["input_L1-N_voltage"]).toMatchObject({ unit_of_measurement: "V", enabled_by_default: false });
  });

  it("offers dangerous commands disabled, others enabled, and none without a user", () => {
    const { components } = device();
    expect(components.cmd_beeper_mute).not.toHaveProperty("enabled_by_default");
    for (const key of ["cmd_load_off", "cmd_shutdown_return"])
      expect(components[key]).toMatchObject({ enabled_by_default: false });
    expect(Object.keys(components).filter((key) => key.startsWith("cmd_"))).toHaveLength(3);
    const { components: none } = device({ ...published(), control: false });
    expect(Object.keys(none).some((key) => /^(cmd|set)_/.test(key))).toBe(false);
  });

  it("takes an enumeration with another value for a text: Home Assistant would fail on it", () => {
    expect(device().components.ups_beeper_status).toMatchObject({ device_class: "enum" });
    expect(device(published({ "ups.beeper.status": "on" })).components.ups_beeper_status).not.toHaveProperty("options");
  });

  it("publishes every announced name in every state, numbers only where there is a unit, and no alarm as none", () => {
    const state = JSON.parse(stateDocument(published(), ["battery.charge", "gone.name"])) as Record<string, unknown>;
    expect(state).toMatchObject({
      "battery.charge": 100,
      "ups.serial": "G123",
      "ups.alarm": "none",
      "gone.name": null,
    });
    const read = [...documents("device").values()].join("").matchAll(/value_json\['([^']+)'\]/g);
    for (const [, name = ""] of read) expect(state).toHaveProperty([name]);
  });

  it("makes whole documents of whatever a server says", () => {
    const name = fc.oneof(fc.constantFrom(...values().keys()), fc.string({ maxLength: 40 }));
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.constantFrom('"', "'}}{{", "\0\x1b[2J", "x".repeat(100_000)),
    );
    fc.assert(
      fc.property(fc.dictionary(name, text), fc.constantFrom("device", "single"), (given, discovery) => {
        const ups = { ...published(), snapshot: { ...published().snapshot, values: new Map(Object.entries(given)) } };
        expect(discoveryFaults(documentsOf(ups, { ...SETTINGS, discovery }))).toEqual([]);
        const state = stateDocument(ups);
        expect(JSON.parse(state)).toHaveProperty(["ups.status"]);
        expect(state.length).toBeLessThan(2000 * (Object.keys(given).length + 2));
      }),
    );
  });
});

describe("events and energy", () => {
  it("tell what begins and what ends, and nothing for the first status", () => {
    expect(eventsBetween("OL CHRG", "OB DISCHRG LB")).toEqual(["ONBATT", "LOWBATT"]);
    expect(eventsBetween("OL BYPASS", "OL")).toEqual(["NOTBYPASS"]);
    expect(eventsBetween(undefined, "OB")).toEqual([]);
  });

  it("is power over time, not beyond a gap, and estimated where the load tells it", () => {
    const meter = new EnergyMeter();
    expect(meter.kwh).toBeUndefined();
    for (let second = 0; second <= 3600; second += 20) meter.hear({ watts: 500, estimated: false }, second * 1000);
    expect(meter.kwh).toBeCloseTo(0.5, 6);
    meter.hear({ watts: 500, estimated: false }, 10_000_000);
    expect(meter.kwh).toBeCloseTo(0.5, 6);
    expect(powerOf(values())).toEqual({ watts: 48, estimated: true });
    expect(powerOf(values({ "ups.realpower": "60" }))).toEqual({ watts: 60, estimated: false });
    expect(powerOf(new Map([["ups.realpower", "abc"]]))).toBeUndefined();
  });
});

describe("web.conf", () => {
  it("is read, and what cannot be used is said", () => {
    const good = parseWebConf("[mqtt]\nurl = mqtts://b:8883\npassword = s\ndiscovery = single\n", "web.conf");
    expect(good).toMatchObject({
      mqtt: { url: "mqtts://b:8883", password: "s", discovery: "single", base: "nutts" },
      problems: [],
    });
    for (const text of [
      "[mqtt]\n",
      "[mqtt]\nurl = x\n",
      "[mqtt]\nurl = mqtt://b\ndiscovery = some\n",
      "[mqtt]\nurl = mqtt://b\nbase_topic = a//b\n",
      "[mqtt]\nurl = mqtt://b\nnut_username = u\n",
    ]) {
      const { mqtt, problems } = parseWebConf(text, "web.conf");
      expect([mqtt, problems.length]).toEqual([undefined, 1]);
    }
    expect(parseWebConf("[mqtt]\nurl = mqtt://b\nuser = x\n[other]\n", "web.conf").problems).toHaveLength(2);
  });
});

describe("the MQTT bridge", () => {
  const pairs = new Pairs();
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    const stopping = stops.splice(0).map((stop) => stop());
    await pairs.end();
    await Promise.all(stopping);
  });

  async function bridged(settings = SETTINGS, more: { energy?: EnergyOf } = {}) {
    const world: Record<string, FakeUps> = {
      rack: {
        desc: "Rack UPS",
        vars: Object.fromEntries(values()),
        rw: { "ups.id": "RW STRING:8" },
        cmds: { "beeper.mute": "Mute", "load.off": "Off" },
      },
    };
    const server = await pairs.server(
      noTls,
      agrees("USERNAME", "PASSWORD", "SET", "INSTCMD"),
      serves(world),
      saysGoodbye,
    );
    const clock = new VirtualClock();
    const lines: string[] = [];
    const broker = new Map<string, string>();
    const events: string[] = [];
    const made: { hearing?: LinkHearing; wishes?: LinkWishes; up: boolean; published: number } = {
      up: false,
      published: 0,
    };
    const open: OpenLink = async (wishes, hearing) => {
      Object.assign(made, { wishes, hearing });
      return {
        publish: async (topic, payload, retain) => {
          if (!made.up) throw new Error("away");
          made.published++;
          if (retain) broker.set(topic, payload);
          else events.push(payload);
        },
        end: async () => undefined,
      };
    };
    const log = createLog((_level, line) => lines.push(line));
    stops.push(
      await startMqtt(
        settings,
        [{ host: "127.0.0.1", port: server.port }],
        { clock, log, mirrors: new SharedMirrors({ clock, log }), ...more },
        open,
      ),
    );
    const comes = (up: boolean) => {
      made.up = up;
      if (up) made.hearing?.connected();
      else made.hearing?.lost("refused");
    };
    const later = async (seconds: number) => {
      for (let i = 0; i < seconds * 10; i++) {
        await clock.advance(100);
        await clock.settle(5);
      }
    };
    await until(() => server.heard.includes("LIST CMD rack"));
    await clock.settle(50);
    return { world, server, clock, lines, broker, events, made, comes, later };
  }
  const state = (broker: ReadonlyMap<string, string>) =>
    JSON.parse(broker.get("nutts/rack/state") ?? "{}") as Record<string, unknown>;

  it("publishes all when the broker comes, and what holds when one that was away is back: nothing is lost but time", async () => {
    const { world, broker, comes, later, made, events, lines } = await bridged();
    await later(1);
    expect(broker.size).toBe(0);
    comes(true);
    await later(1);
    expect(made.wishes?.will).toEqual({ topic: "nutts/status", payload: "offline" });
    expect([...broker.keys()].sort()).toEqual([
      "homeassistant/device/nutts_G123/config",
      "nutts/rack/state",
      "nutts/rack/status",
      "nutts/status",
    ]);
    expect(state(broker)).toMatchObject({ "ups.status": "OL" });
    comes(false);
    comes(false);
    world.rack = { vars: Object.fromEntries(values({ "ups.status": "OB" })) };
    await later(4);
    expect(state(broker)).toMatchObject({ "ups.status": "OL" });
    broker.clear();
    comes(true);
    await later(1);
    expect(state(broker)).toMatchObject({ "ups.status": "OB" });
    expect(events).toEqual([JSON.stringify({ event_type: "ONBATT", ups: "rack" })]);
    expect(lines.filter((line) => line.includes("refused"))).toHaveLength(1);
  });

  it("carries out commands and settings as its user, and none that is retained or not offered", async () => {
    const { server, comes, made, later, lines } = await bridged();
    comes(true);
    await later(1);
    const say = (topic: string, payload: string, retained = false) => made.hearing?.message(topic, payload, retained);
    say("nutts/rack/command", "load.off", true);
    say("nutts/rack/command", "load.on");
    say("nutts/other/command", "load.off");
    say("nutts/rack/set/battery.charge", "1");
    say("nutts/rack/command", "beeper.mute");
    say("nutts/rack/set/ups.id", 'a"b');
    await until(
      () =>
        server.heard.some((line) => line.startsWith("SET VAR")) &&
        server.heard.some((line) => line.startsWith("INSTCMD")),
    );
    expect(server.heard.filter((line) => /^(INSTCMD|SET|USERNAME)/.test(line)).sort()).toEqual([
      "INSTCMD rack beeper.mute",
      'SET VAR rack ups.id "a\\"b"',
      "USERNAME admin",
      "USERNAME admin",
    ]);
    await until(() => lines.filter((line) => /no such (command|setting)/.test(line)).length === 2);
  });

  it("publishes anew some time after Home Assistant is born", async () => {
    const { comes, made, later } = await bridged();
    comes(true);
    await later(1);
    const before = made.published;
    made.hearing?.message("homeassistant/status", "online", false);
    await later(4);
    expect(made.published).toBeGreaterThanOrEqual(before + 4);
  });

  it("takes energy from what counts it over restarts, and announces none before that is known", async () => {
    let counted: number | undefined;
    const { comes, later, broker } = await bridged(SETTINGS, { energy: () => counted });
    comes(true);
    await later(1);
    expect(state(broker)).not.toHaveProperty(["energy.kwh"]);
    expect(broker.get("homeassistant/device/nutts_G123/config")).not.toContain("total_increasing");
    counted = 1234.5;
    await later(21);
    expect(state(broker)).toMatchObject({ "energy.kwh": 1234.5 });
    expect(broker.get("homeassistant/device/nutts_G123/config")).toContain("total_increasing");
  });

  it("empties what the broker keeps of a UPS that its server names no longer", async () => {
    const { world, comes, later, broker } = await bridged();
    world.desk = { vars: { "ups.status": "OL" } };
    comes(true);
    await later(4);
    const desk = ["homeassistant/device/nutts_desk/config", "nutts/desk/state", "nutts/desk/status"];
    expect(desk.map((topic) => (broker.get(topic) ?? "") !== "")).toEqual([true, true, true]);
    delete world.desk;
    await later(4);
    expect(desk.map((topic) => broker.get(topic))).toEqual(["", "", ""]);
    world.desk = { vars: { "ups.status": "OB" } };
    await later(4);
    expect(broker.get("nutts/desk/state")).toContain('"OB"');
  });

  it("empties what it finds of UPSes that went while it was away, and nothing of others", async () => {
    const { comes, later, broker, made } = await bridged();
    comes(true);
    const keep = (topic: string, document: object) => made.hearing?.message(topic, JSON.stringify(document), true);
    const of = (name: string, state: string) => ({ origin: { name }, state_topic: state });
    keep("homeassistant/device/nutts_old/config", of("nutts", "nutts/old/state"));
    keep("homeassistant/device/nutts_G123/config", of("nutts", "nutts/rack/state"));
    keep("homeassistant/device/other/config", of("other", "nutts/old/state"));
    keep("homeassistant/device/nutts_far/config", of("nutts", "elsewhere/far/state"));
    made.hearing?.message("homeassistant/device/bad/config", "{", true);
    await later(7);
    const emptied = [...broker].filter(([, payload]) => payload === "").map(([topic]) => topic);
    expect(emptied.sort()).toEqual(["homeassistant/device/nutts_old/config", "nutts/old/state", "nutts/old/status"]);
    expect(made.wishes?.topics).toContain("homeassistant/device/+/config");
  });

  it("counts energy itself where nobody else does", async () => {
    const { comes, later, broker } = await bridged(SETTINGS, { energy: () => "own" });
    comes(true);
    await later(1);
    expect(state(broker)).toMatchObject({ "energy.kwh": 0 });
  });

  it("shows a UPS whose data are stale as away", async () => {
    const { server, comes, later, broker, events } = await bridged();
    comes(true);
    await later(1);
    expect(broker.get("nutts/rack/status")).toBe("online");
    server.put((_words, peer, line) => line === "LIST VAR rack" && peer.send("ERR DATA-STALE\n") === undefined);
    await later(4);
    expect(broker.get("nutts/rack/status")).toBe("offline");
    expect(events.at(-1)).toContain("COMMBAD");
  });
});
