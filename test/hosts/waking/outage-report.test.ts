import { describe, expect, it } from "@jest/globals";
import { reportLine, reportText } from "../../../src/hosts/waking/outage-report.ts";

const since = Date.UTC(2026, 10, 30, 1, 12, 3);
const at = (seconds: number): number => since + seconds * 1000;
const outage = { ups: "ups@h", since, until: at(750), charge: 43, runtime: 300 };
const host = { ups: "ups@h", why: "ONBATT", before: "on" as const };
const hosts = [
  { ...host, name: "pve", at: at(300), end: { kind: "given-up" as const, at: at(1400) } },
  { ...host, name: "nas", at: at(120), downAt: at(160), end: { kind: "back" as const, at: at(990) } },
];

describe("the report on an outage", () => {
  it("says when, how long, how deep, who left when and who came back when", () => {
    expect(reportText(outage, hosts)).toBe(
      "ups@h: outage of 12 min from 2026-11-30T01:12:03.000Z; battery down to 43 %; 5 min left at the least; " +
        "nas: told to go after 2 min, down after 2 min 40 s, back 4 min after mains; " +
        "pve: told to go after 5 min, NOT BACK, look after it",
    );
  });

  it("says what is not known, and that mains failed again", () => {
    expect(reportText({ ups: "u", since, until: at(5), again: 2 }, [])).toBe(
      "u: outage of 5 s from 2026-11-30T01:12:03.000Z; mains failed 2 more times before all were back; " +
        "how deep the battery went is not known; no host was shut down",
    );
  });

  it("is a line of words, the first two as upslog begins its lines", () => {
    expect(reportLine(outage, hosts)).toMatch(/^\d{8} \d{6} ups@h 750 43 300 pve=300:given-up nas=120:back\+240$/);
    expect(reportLine({ ups: "u", since }, [])).toMatch(/^\d{8} \d{6} u 0 NA NA$/);
  });
});
