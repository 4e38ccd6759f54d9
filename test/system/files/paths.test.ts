import { describe, expect, it } from "@jest/globals";
import { absolutePaths, altPidPath, statePath } from "../../../src/system/files/paths.ts";

describe("the folders of NUT", () => {
  it("of PID files is NUT_ALTPIDPATH, else that of the sockets, as in C: NUT_PIDPATH is upsmon's", () => {
    expect(altPidPath("/conf", { NUT_ALTPIDPATH: "/alt", NUT_STATEPATH: "/state", NUT_PIDPATH: "/pid" })).toBe("/alt");
    expect(altPidPath("/conf", { NUT_STATEPATH: "/state", NUT_PIDPATH: "/pid" })).toBe("/state");
    expect(altPidPath("/conf", { NUT_PIDPATH: "/pid" })).toBe("/conf");
    expect(altPidPath(undefined, {})).toBe("/run/nut");
  });

  it("of sockets is NUT_STATEPATH before what a file says; an empty variable says nothing", () => {
    expect(statePath("/conf", { NUT_STATEPATH: "/state" })).toBe("/state");
    expect(statePath("/conf", { NUT_STATEPATH: "" })).toBe("/conf");
  });

  it("are made absolute for a process that works elsewhere", () => {
    expect(absolutePaths({ NUT_CONFPATH: "etc", NUT_STATEPATH: "/run/nut", NUT_PIDPATH: "", OTHER: "x" })).toEqual({
      NUT_CONFPATH: `${process.cwd()}/etc`,
      NUT_STATEPATH: "/run/nut",
      NUT_PIDPATH: "",
      OTHER: "x",
    });
  });
});
