import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { upsschedComplaints } from "../../../src/conf/upssched/preflight.ts";
import { FILES } from "../../../src/system/files/files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-preflight-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (text: string): void => writeFileSync(join(folder, "upssched.conf"), text);
const complaints = (notifycmd: string | undefined): readonly string[] =>
  upsschedComplaints(notifycmd, { NUT_CONFPATH: folder }, FILES);

describe("upsmon's start with upssched as its NOTIFYCMD", () => {
  it.each(["/sbin/upssched", "/usr/bin/nutts upssched", "'/usr/bin/nutts' 'upssched'"])(
    "(%s) says what is wrong with its script, its folder and its rules",
    (notifycmd) => {
      const rules = "AT ONBATT * START-TIMER a 5\nAT LOWBATT * START-TIMER b 5\nAT ONLINE * CANCEL-TIMER a b\n";
      write(`CMDSCRIPT ${folder}/cmd\nPIPEFN ${folder}/none/pipe\nLOCKFN ${folder}/none/lock\n${rules}`);
      expect(complaints(notifycmd)).toEqual([
        expect.stringMatching(/upssched\.conf:6:\d+: CANCEL-TIMER: b is a timer of this file/),
        `CMDSCRIPT ${folder}/cmd cannot be executed by the user ${userInfo().username}: it does not exist; correct the path`,
        expect.stringMatching(/^timers of upssched cannot run\. PIPEFN .* the folder \S+\/none does not exist/),
      ]);
    },
  );

  it("says nothing of a folder that no timer needs, nor of a file that is right", () => {
    write(`CMDSCRIPT /bin/echo\nPIPEFN ${folder}/none/pipe\nLOCKFN ${folder}/none/lock\nAT ONBATT * EXECUTE a\n`);
    expect(complaints("/sbin/upssched")).toEqual([]);
    write(`CMDSCRIPT /bin/echo\nPIPEFN ${folder}/pipe\nLOCKFN ${folder}/lock\nAT ONBATT * START-TIMER a 5\n`);
    expect(complaints("/sbin/upssched")).toEqual([]);
  });

  it("says that the file is not there, and nothing where NOTIFYCMD is another or none", () => {
    expect(complaints("/sbin/upssched")).toEqual([expect.stringContaining("upssched.conf does not exist")]);
    expect([complaints("/etc/nut/notify.sh"), complaints(undefined)]).toEqual([[], []]);
  });
});
