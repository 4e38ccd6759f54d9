import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { OutageMemory } from "../../src/hosts/memory/outage-memory.ts";
import { keepReport, outageReports } from "../../src/hosts/memory/outage-reports.ts";
import { SILENT_LOG } from "../../src/system/log/log.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-reports-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const outage = { ups: "ups@h", since: 1000, until: 9000, charge: 40 };
const host = (name: string, at: number) => ({ name, ups: "ups@h", why: "ONBATT", at, before: "on" as const });

describe("the reports on outages", () => {
  it("are those that are over and those that last, the oldest first", () => {
    const back = { ...host("nas", 2000), downAt: 3000, end: { kind: "back" as const, at: 9500 } };
    keepReport(folder, { outage, hosts: [back] });
    const memory = new OutageMemory(folder, SILENT_LOG);
    memory.keepOutage({ ups: "ups@h", since: 20_000 });
    memory.keepHost(host("pve", 21_000));
    memory.keepHost({ ...host("lab", 21_000), before: "off" });
    memory.keepHost({ ...host("nas", 21_000), work: { by: "1", stage: "looking" } });
    expect(outageReports(folder)).toEqual([
      { outage, hosts: [back] },
      { outage: { ups: "ups@h", since: 20_000 }, hosts: [host("pve", 21_000)] },
    ]);
  });

  it("have one that was told twice once, as it was told last", () => {
    keepReport(folder, { outage, hosts: [] });
    keepReport(folder, { outage, hosts: [host("nas", 2000)] });
    expect(outageReports(folder)).toEqual([{ outage, hosts: [host("nas", 2000)] }]);
  });

  it("pass over what is none", () => {
    writeFileSync(
      join(folder, "reports.lines"),
      'null\n{"outage":{}}\n{"outage":{"ups":"u","since":1},"hosts":[7]}\n{"ou',
    );
    appendFileSync(join(folder, "reports.lines"), "");
    expect(outageReports(folder)).toEqual([{ outage: { ups: "u", since: 1 }, hosts: [] }]);
    expect(outageReports(join(folder, "nowhere"))).toEqual([]);
  });

  it("never grow beyond their bound", () => {
    for (let since = 0; since < 100; since++) keepReport(folder, { outage: { ups: "u", since }, hosts: [] }, 1000);
    const kept = outageReports(folder);
    expect(kept.length).toBeLessThan(30);
    expect(kept.at(-1)?.outage.since).toBe(99);
  });
});
