/** Rows of other programs' interfaces that the tests beside this one do not go through: paths, ids, callers, metrics. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { typeOf } from "../../src/nut/catalogue/variables.ts";
import { answers, type FakeUps, serves } from "../sim/servers/nut-server.ts";
import { Sites, type SiteUnderTest } from "./site-under-test.ts";

const sites = new Sites();
afterEach(() => sites.end());

const VARS = {
  "ups.status": "OL",
  "ups.load": "12",
  "ups.mfr": "Eaton",
  "ups.model": "Ellipse",
  "ups.serial": "0042",
  "ups.realpower": "48",
  "ups.realpower.nominal": "400",
  "ups.temperature": "31.5",
  "battery.charge": "100",
  "battery.runtime": "1800",
  "battery.voltage": "27.1",
  "input.voltage": "230.0",
  "output.voltage": "230.1",
};

async function withUps(ups: FakeUps = { vars: VARS }, more: Parameters<Sites["site"]>[1] = {}): Promise<SiteUnderTest> {
  return sites.site([await sites.serving({ ups })], more);
}

const portOf = (site: SiteUnderTest): number => site.site.fleet.servers[0]?.watched.port ?? 0;

describe("paths as PeaNUT has them", () => {
  it("are there with and without the base path", async () => {
    const site = await withUps(undefined, { basePath: "/nut" });
    for (const path of ["/api/ping", "/nut/api/ping"]) expect(await site.text(path)).toBe('"pong"');
    expect((await site.fetch("/nutty/api/ping")).status).toBe(404);
  });

  it.each([
    ["DELETE", "/api/v1/devices"],
    ["PUT", "/api/v1/devices/ups/var/ups.id"],
    ["POST", "/api/ping"],
  ])("answer %s %s with 405", async (method, path) => {
    expect((await (await withUps()).fetch(path, { method })).status).toBe(405);
  });

  it("have the refusal of a request for the terminal that is none", async () => {
    const answer = await (await withUps()).fetch("/api/ws");
    expect([answer.status, await answer.text()]).toEqual([426, "Upgrade Required"]);
  });

  it("have descriptions of a UPS, a variable and a command, also where the server has none", async () => {
    const site = await withUps({
      desc: "Rack",
      vars: { "ups.status": "OL", "vendor.thing": "x" },
      cmds: { "x.y": "" },
    });
    expect(await site.text("/api/v1/devices/ups/description")).toBe('"Rack"');
    expect(await site.text("/api/v1/devices/ups/command/none/description")).toBe('"Description unavailable"');
    const server = await sites.server(
      answers({ "GET DESC ups vendor.thing": "ERR VAR-NOT-SUPPORTED\n" }),
      serves({ ups: { vars: { "vendor.thing": "x" } } }),
    );
    const refused = await sites.site([server]);
    expect(await refused.text("/api/v1/devices/ups/var/vendor.thing/description")).toBe('"Description unavailable"');
  });
});

describe("the id of a UPS in a path", () => {
  it("is its name, host~port~name, or host_port_name", async () => {
    const site = await withUps();
    const ids = ["ups", `127.0.0.1~${portOf(site)}~ups`, `127.0.0.1_${portOf(site)}_ups`];
    for (const id of ids) expect(await site.text(`/api/v1/devices/${id}/var/ups.load`)).toBe('"12"');
    for (const id of ["127.0.0.1~1~ups", "127.0.0.1_1_ups", "~~", "_1_"])
      expect((await site.fetch(`/api/v1/devices/${id}`)).status).toBe(404);
  });

  it("that is a bare name means the first server that has it, and a name with digits between _ is found as it is", async () => {
    const first = await sites.serving({ ups: { vars: { "ups.load": "1" } } });
    const second = await sites.serving({ ups: { vars: { "ups.load": "2" } }, a_1_b: { vars: { "ups.load": "3" } } });
    const site = await sites.site([first, second]);
    const load = (id: string) => site.text(`/api/v1/devices/${id}/var/ups.load`);
    expect([await load("ups"), await load(`127.0.0.1~${second.port}~ups`), await load("a_1_b")]).toEqual([
      '"1"',
      '"2"',
      '"3"',
    ]);
  });
});

describe("keys", () => {
  it("are sorted as people sort words, not as bytes", async () => {
    const site = await withUps({ vars: { "a.b": "x", a_b: "x", "B.a": "x", "c.a": "x" } });
    expect(Object.keys((await site.json("/api/v1/devices/ups")) as object)).toEqual(
      ["a.b", "a_b", "B.a", "c.a"].sort((one, other) => one.localeCompare(other)),
    );
  });
});

describe("a UPS whose driver is gone", () => {
  it("is PeaNUT's object with 200, has no variables, and keeps its commands and clients", async () => {
    const server = await sites.server(
      answers({ "LIST VAR ups": "ERR DRIVER-NOT-CONNECTED\n" }),
      serves({ ups: { vars: VARS, cmds: { "beeper.mute": "" } } }),
    );
    const site = await sites.site([server]);
    const answer = await site.fetch("/api/v1/devices/ups");
    expect([answer.status, await answer.text()]).toEqual([
      200,
      '{"ups.device_name":"ups","ups.status":"Device Unreachable"}',
    ]);
    const variable = await site.fetch("/api/v1/devices/ups/var/ups.status");
    expect([variable.status, await variable.text()]).toEqual([404, '"Parameter ups.status on device ups not found"']);
    for (const path of ["commands", "clients", "rwvars"])
      expect((await site.fetch(`/api/v1/devices/ups/${path}`)).status).toBe(200);
  });
});

describe("what callers of PeaNUT read", () => {
  it("Homepage: charge, load and status of one UPS", async () => {
    const site = await withUps();
    expect(await site.json("/api/v1/devices/ups")).toMatchObject({
      "battery.charge": 100,
      "ups.load": 12,
      "ups.status": "OL",
    });
  });

  it("Homarr: a list of objects of texts and numbers, with id and figures", async () => {
    const list = (await (await withUps()).json("/api/v1/devices?meta=true")) as readonly Record<string, unknown>[];
    for (const value of list.flatMap((one) => Object.values(one))) expect(["string", "number"]).toContain(typeof value);
    expect(list[0]).toMatchObject({
      "peanut.device_id": "ups",
      "ups.mfr": "Eaton",
      "ups.model": "Ellipse",
      "ups.realpower": 48,
      "ups.temperature": 31.5,
      "battery.runtime": 1800,
      "battery.voltage": 27.1,
      "input.voltage": 230,
      "output.voltage": 230.1,
    });
  });

  it("Heimdall and Glance: numbers in the first of the list, and under keys with dots", async () => {
    const site = await withUps();
    const [first] = (await site.json("/api/v1/devices")) as readonly Record<string, unknown>[];
    for (const name of ["battery.charge", "ups.load", "ups.realpower.nominal"])
      expect(typeof first?.[name]).toBe("number");
  });

  it("Uptime Kuma: its two keywords, and the first not while the UPS charges", async () => {
    const upses: Record<string, FakeUps> = { ups: { vars: VARS } };
    const site = await sites.site([await sites.serving(upses)]);
    expect(await site.text("/api/v1/devices/ups")).toContain('"ups.status":"OL"');
    upses.ups = { vars: { ...VARS, "ups.status": "OL CHRG" } };
    await site.polled();
    expect(await site.text("/api/v1/devices/ups")).not.toContain('"ups.status":"OL"');
  });
});

/** Metric, variable, factor: the listing of HON95's README. */
const HON95: readonly (readonly [string, string, number?])[] = [
  ["nut_uptime_seconds", "device.uptime"],
  ["nut_load", "ups.load", 0.01],
  ["nut_battery_charge", "battery.charge", 0.01],
  ["nut_battery_charge_low", "battery.charge.low", 0.01],
  ["nut_battery_charge_warning", "battery.charge.warning", 0.01],
  ["nut_battery_charge_restart", "battery.charge.restart", 0.01],
  ["nut_temperature_celsius", "ups.temperature"],
  ["nut_battery_temperature_celsius", "battery.temperature"],
  ["nut_battery_runtime_seconds", "battery.runtime"],
  ["nut_battery_runtime_low_seconds", "battery.runtime.low"],
  ["nut_battery_runtime_restart_seconds", "battery.runtime.restart"],
  ["nut_delay_shutdown_seconds", "ups.delay.shutdown"],
  ["nut_delay_start_seconds", "ups.delay.start"],
  ...["", ".nominal", ".high", ".low"].map(
    (end) => [`nut_battery_voltage${end.replace(".", "_")}_volts`, `battery.voltage${end}`] as const,
  ),
  ...["", ".nominal", ".minimum", ".maximum"].map(
    (end) => [`nut_input_voltage${end.replace(".", "_")}_volts`, `input.voltage${end}`] as const,
  ),
  ["nut_input_transfer_low_volts", "input.transfer.low"],
  ["nut_input_transfer_high_volts", "input.transfer.high"],
  ["nut_input_current_amperes", "input.current"],
  ["nut_input_current_nominal_amperes", "input.current.nominal"],
  ...["", ".nominal", ".low", ".high"].map(
    (end) => [`nut_input_frequency${end.replace(".", "_")}_hertz`, `input.frequency${end}`] as const,
  ),
  ...["voltage_volts", "current_amperes", "frequency_hertz"].flatMap((what) => {
    const [name = "", unit = ""] = what.split("_");
    const nominal = [`nut_output_${name}_nominal_${unit}`, `output.${name}.nominal`] as const;
    return [[`nut_output_${name}_${unit}`, `output.${name}`] as const, nominal];
  }),
  ["nut_power_watts", "ups.power"],
  ["nut_power_nominal_watts", "ups.power.nominal"],
  ["nut_real_power_watts", "ups.realpower"],
  ["nut_real_power_nominal_watts", "ups.realpower.nominal"],
  ["nut_battery_volts", "battery.voltage"],
  ["nut_input_volts", "input.voltage"],
  ["nut_output_volts", "output.voltage"],
];

/** Another figure for each variable, so that none stands in for another. */
const figureOf = (variable: string): number => 10 + [...new Set(HON95.map(([, name]) => name))].indexOf(variable);

describe("the rows of prometheus-nut-exporter", () => {
  async function scrape(vars: Readonly<Record<string, string>>): Promise<string> {
    return (await withUps({ vars })).text("/metrics?scheme=nut");
  }

  it("are all there, each of its variable, with help, and left out where the text is no number", async () => {
    const figures = Object.fromEntries(HON95.map(([, variable]) => [variable, String(figureOf(variable))]));
    const text = await scrape(figures);
    for (const [metric, variable, factor = 1] of HON95) {
      expect(typeOf(variable)).toBe("number");
      expect(text).toContain(`${metric}{ups="ups"} ${Number((figureOf(variable) * factor).toPrecision(12))}\n`);
      expect(text).toMatch(new RegExp(`^# HELP ${metric} .*\\("${variable.replaceAll(".", "\\.")}"\\)$`, "m"));
    }
    expect(await scrape({ "battery.charge": "N/A" })).not.toContain("nut_battery_charge");
  });

  it.each([
    ["OL CHRG", 1],
    ["OB LB", 2],
    ["LB", 3],
    ["BYPASS", 0],
  ])("have the status %s as %d, and each of their flags as 0 or 1", async (status, value) => {
    const text = await scrape({ "ups.status": status });
    expect(text).toContain(`nut_status{ups="ups"} ${value}\n`);
    for (const flag of ["OL", "OB", "LB", "CHRG", "RB", "FSD", "BYPASS", "SD", "CP", "BOOST", "OFF"])
      expect(text).toContain(
        `nut_ups_status{ups="ups",status="${flag}"} ${status.split(" ").includes(flag) ? 1 : 0}\n`,
      );
  });

  it.each([
    ["enabled", 1],
    ["disabled", 2],
    ["muted", 3],
    ["odd", 0],
  ])("have the beeper %s as %d", async (beeper, value) => {
    expect(await scrape({ "ups.beeper.status": beeper })).toContain(`nut_beeper_status{ups="ups"} ${value}\n`);
  });

  it.each([
    ["description2", "device.description"],
    ["device_type", "device.type"],
    ["location", "device.location"],
    ["manufacturer", "device.mfr"],
    ["manufacturing_date", "device.mfr.date"],
    ["model", "device.model"],
    ["battery_type", "battery.type"],
    ["driver", "driver.name"],
    ["driver_version", "driver.version"],
    ["driver_version_internal", "driver.version.internal"],
    ["driver_version_data", "driver.version.data"],
    ["usb_vendor_id", "ups.vendorid"],
    ["usb_product_id", "ups.productid"],
    ["ups_firmware", "ups.firmware"],
    ["ups_type", "ups.type"],
    ["type", "device.type"],
    ["nut_version", "driver.version"],
  ])("have the label %s from %s", async (label, variable) => {
    expect(await scrape({ [variable]: "some text" })).toMatch(
      new RegExp(`^nut_ups_info\\{.*\\b${label}="some text"`, "m"),
    );
  });

  it("have the exporter's and the server's own versions", async () => {
    const server = await sites.server(
      answers({ VER: "Network UPS Tools upsd 2.8.5 - x\n" }),
      serves({ ups: { vars: VARS } }),
    );
    const text = await (await sites.site([server])).text("/metrics?scheme=nut");
    expect(text).toMatch(/^nut_exporter_info\{version="[\d.]+"\} 1$/m);
    expect(text).toContain('nut_server_info{version="2.8.5"} 1\n');
    expect(text).toMatch(/^nut_info\{version="[\d.]+"\} 1$/m);
  });
});

describe("the rows of nut_exporter", () => {
  it("have every flag of its list, and those beside it while they are set", async () => {
    const text = await (await withUps({ vars: { "ups.status": "OL ALARM" } })).text("/metrics");
    const flags = "OL OB LB HB RB CHRG DISCHRG BYPASS CAL OFF OVER TRIM BOOST FSD SD".split(" ");
    for (const flag of flags)
      expect(text).toContain(`network_ups_tools_ups_status{flag="${flag}",ups="ups"} ${flag === "OL" ? 1 : 0}\n`);
    expect(text).toContain('network_ups_tools_ups_status{flag="ALARM",ups="ups"} 1\n');
  });

  it.each(["battery.charge", "battery.runtime", "input.voltage", "battery.voltage", "battery.voltage.low", "ups.load"])(
    "have %s for its dashboard",
    async (variable) => {
      const text = await (await withUps({ vars: { [variable]: "17" } })).text("/metrics");
      expect(text).toContain(`network_ups_tools_${variable.replaceAll(".", "_")}{ups="ups"} 17\n`);
    },
  );
});
