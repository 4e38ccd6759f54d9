/** The three schemes of metrics, row by row. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { metricsText } from "../../src/web/metrics/metric.ts";
import { valueOfText } from "../../src/web/metrics/nut-exporter.ts";
import { answers, type FakeUps, serves } from "../sim/servers/nut-server.ts";
import { Sites } from "./site-under-test.ts";

const sites = new Sites();
afterEach(() => sites.end());

const ups = (charge: string, status = "OL"): FakeUps => ({
  desc: "Rack",
  vars: {
    "battery.charge": charge,
    "ups.status": status,
    "ups.load": "12",
    "ups.beeper.status": "enabled",
    "ups.mfr": "Eaton",
    "device.mfr": "Eaton",
    "device.type": "ups",
    "ups.serial": "0764",
    "ups.vendorid": "0463",
  },
});
const VER = answers({ VER: "Network UPS Tools upsd 2.8.5 - https://www.networkupstools.org/\n" });

async function scraped(path: string, upses = { rack: ups("100"), desk: ups("87", "OB DISCHRG TEST") }) {
  const site = await sites.site([await sites.server(VER, serves(upses))]);
  const answer = await site.fetch(path);
  const text = await answer.text();
  return { status: answer.status, type: answer.headers.get("content-type"), lines: text.split("\n"), text };
}

describe("the scheme of nut_exporter", () => {
  it("has all UPSes in one scrape, with help and type once", async () => {
    const { lines, type } = await scraped("/metrics");
    expect(type).toBe("text/plain; version=0.0.4; charset=utf-8");
    const at = lines.indexOf("# TYPE network_ups_tools_battery_charge gauge");
    expect(lines.slice(at - 1, at + 3)).toEqual([
      "# HELP network_ups_tools_battery_charge Charge of the battery (battery.charge)",
      "# TYPE network_ups_tools_battery_charge gauge",
      'network_ups_tools_battery_charge{ups="rack"} 100',
      'network_ups_tools_battery_charge{ups="desk"} 87',
    ]);
  });

  it.each([
    'network_ups_tools_ups_status{flag="OL",ups="rack"} 1',
    'network_ups_tools_ups_status{flag="OB",ups="rack"} 0',
    'network_ups_tools_ups_status{flag="SD",ups="rack"} 0',
    'network_ups_tools_ups_status{flag="OB",ups="desk"} 1',
    'network_ups_tools_ups_status{flag="TEST",ups="desk"} 1',
    'network_ups_tools_ups_beeper_status{ups="rack"} 1',
    'network_ups_tools_device_info{model="",mfr="Eaton",serial="",type="ups",description="",contact="",location="",part="",macaddr="",ups="rack"} 1',
    'nutts_up{ups="rack"} 1',
  ])("has %s", async (line) => {
    expect((await scraped("/metrics")).lines).toContain(line);
  });

  it.each([
    ["Enabled", 1],
    ["TRUE", 1],
    ["activated", 1],
    ["disable", 0],
    ["inactive", 0],
    ["-12.5", -12.5],
    ["enabled!", undefined],
    ["1e3", undefined],
    ["", undefined],
  ])("takes %j as %s", (text, value) => {
    expect(valueOfText(text)).toBe(value);
  });

  it("gives one UPS at its own address, and the variables and flags that are asked for", async () => {
    const { lines } = await scraped("/ups_metrics?ups=desk&variables=battery.charge,ups.status&statuses=OL,OB");
    const samples = lines.filter((line) => line !== "" && !line.startsWith("#") && !line.includes("device_info"));
    expect(samples).toEqual([
      'network_ups_tools_battery_charge{ups="desk"} 87',
      'network_ups_tools_ups_status{flag="OL",ups="desk"} 0',
      'network_ups_tools_ups_status{flag="OB",ups="desk"} 1',
    ]);
    const unknown = await scraped("/ups_metrics?ups=attic");
    expect([unknown.status, unknown.text]).toEqual([500, "500 - InternalServer Error"]);
  });
});

describe("the scheme of prometheus-nut-exporter", () => {
  it.each([
    'nut_battery_charge{ups="rack"} 1',
    'nut_battery_charge{ups="desk"} 0.87',
    'nut_load{ups="rack"} 0.12',
    'nut_ups_status{ups="rack",status="OL"} 1',
    'nut_ups_status{ups="rack",status="CP"} 0',
    'nut_status{ups="rack"} 1',
    'nut_status{ups="desk"} 2',
    'nut_beeper_status{ups="rack"} 1',
    'nut_server_info{version="2.8.5"} 1',
    'nut_ups_info{ups="rack",description="Rack",device_type="ups",manufacturer="Eaton",usb_vendor_id="0463",type="ups"} 1',
  ])("has %s", async (line) => {
    expect((await scraped("/metrics?scheme=nut")).lines).toContain(line);
  });

  it("is given for a server that is followed, and for no other", async () => {
    const server = await sites.server(VER, serves({ rack: ups("100") }));
    const site = await sites.site([server]);
    expect(await site.text(`/nut?target=127.0.0.1:${server.port}`)).toContain('nut_battery_charge{ups="rack"} 1\n');
    expect((await site.fetch("/nut")).status).toBe(400);
    expect((await site.fetch("/nut?target=192.0.2.1")).status).toBe(503);
  });
});

describe("the scheme of PeaNUT", () => {
  it("has every variable that is a number, with help and type once", async () => {
    const { lines } = await scraped("/api/v1/metrics");
    expect(lines.filter((line) => line.startsWith("ups_battery_charge"))).toEqual([
      expect.stringMatching(/^ups_battery_charge\{ups="rack",server="127.0.0.1:\d+"\} 100$/),
      expect.stringMatching(/^ups_battery_charge\{ups="desk",server="127.0.0.1:\d+"\} 87$/),
    ]);
    expect(lines.filter((line) => line.startsWith("# TYPE ups_ups_load "))).toHaveLength(1);
    expect(lines.some((line) => line.startsWith("ups_ups_serial"))).toBe(false);
    expect(lines.at(-1)).toBe("");
  });
});

describe("a UPS that is not seen", () => {
  it("has no value, not even zero, but that it is down and since when", async () => {
    const server = await sites.server(VER, serves({ rack: ups("100") }));
    const site = await sites.site([server]);
    await server.stop();
    await site.clock.advance(2000);
    await site.until('[{"ups.device_name":"rack","ups.status":"Device Unreachable"}]');
    const text = await site.text("/metrics?scheme=network_ups_tools,nut,ups");
    expect(text).toContain('nutts_up{ups="rack"} 0\n');
    expect(text).toMatch(/nutts_data_age_seconds\{ups="rack"\} \d/);
    expect(text).not.toMatch(/battery_charge|ups_status|nut_load/);
  });
});

describe("the text of metrics", () => {
  it("has energy as a counter where a history is kept, and none where not", async () => {
    const history = mkdtempSync(join(tmpdir(), "nutts-metrics-"));
    try {
      const values = { "ups.status": "OL", "ups.realpower": "3600" };
      const site = await sites.site([await sites.serving({ rack: { vars: values } })], { history });
      for (let poll = 0; poll < 160; poll++) await site.polled();
      const lines = (await site.text("/metrics")).split("\n");
      expect(lines).toContain("# TYPE nutts_energy_watt_hours_total counter");
      const value = /^nutts_energy_watt_hours_total\{ups="rack"\} (\d+(?:\.\d+)?)$/m.exec(lines.join("\n"))?.[1];
      expect(Number(value)).toBeGreaterThan(250);
      const without = await sites.site([await sites.serving({ rack: { vars: values } })]);
      expect(await without.text("/metrics")).not.toContain("energy");
    } finally {
      await sites.end();
      rmSync(history, { recursive: true, force: true });
    }
  });

  it("escapes what labels and help bring, leaves out bad names and second samples", () => {
    const sample = { labels: { ups: 'a"b\\c\nd' }, value: 1 };
    const text = metricsText([
      { name: "good", help: "a\nb\\", samples: [sample, sample] },
      { name: "good", help: "other", samples: [{ labels: {}, value: 2 }] },
      { name: "bad-name", help: "", samples: [sample] },
      { name: "none", help: "", samples: [] },
    ]);
    expect(text).toBe('# HELP good a\\nb\\\\\n# TYPE good gauge\ngood{ups="a\\"b\\\\c\\nd"} 1\ngood 2\n');
  });
});
