import { describe, expect, it } from "@jest/globals";
import { UPSMON_CONF_DEFAULTS, type UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { knownTimes, THIS_MACHINE } from "../../src/drill/shutdown-times.ts";
import { FakeFiles } from "../sim/machine/fake-host.ts";

const RECORD = "/var/lib/nut/upsmon.shutdown";

function known(conf: Partial<UpsmonConf>, wished: number | undefined = undefined, text = '{"measured":[70,95,80]}') {
  const files = new FakeFiles();
  files.texts.set(RECORD, text);
  return knownTimes({ all: wished, of: new Map() }, { ...UPSMON_CONF_DEFAULTS, ...conf }, files);
}

const own = { host: undefined, seconds: 200 };

describe("the time of a shutdown in a rehearsal", () => {
  it("is the slowest that was measured on this machine, and nothing for others", () => {
    const times = known({ shutdownrecord: RECORD });
    expect([times(THIS_MACHINE), times("nas")]).toEqual([95, undefined]);
  });

  it("is what SHUTDOWNTIME says, before that", () => {
    const times = known({ shutdownrecord: RECORD, shutdownTimes: [own, { host: "nas", seconds: 300 }] });
    expect([times(THIS_MACHINE), times("nas"), times("pi")]).toEqual([200, 300, undefined]);
  });

  it("is what the command line says, before all", () => {
    expect(known({ shutdownTimes: [own] }, 30)(THIS_MACHINE)).toBe(30);
  });

  it("is not known from a record that is not there, empty or broken", () => {
    expect(known({})(THIS_MACHINE)).toBeUndefined();
    for (const text of ["", "{", '{"measured":[]}'])
      expect(known({ shutdownrecord: RECORD }, undefined, text)(THIS_MACHINE)).toBeUndefined();
  });
});
