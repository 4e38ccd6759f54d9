import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Io } from "../../../src/cli/program.ts";
import { UPSSCHED } from "../../../src/cli/tables/upssched.ts";
import { run } from "../../../src/daemons/upssched/main.ts";
import { clearPipe } from "../../../src/daemons/upssched/serve.ts";
import { lineOf } from "../../sim/fake-io.ts";

const MINE = "root:x:0:0::/root:/bin/sh\n";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-sched-main-"));
  file = join(folder, "passwd");
  writeFileSync(file, MINE);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("upssched.conf that names somebody else's file", () => {
  it.each([
    ["PIPEFN", "what lies there is no socket, and is left alone"],
    ["LOCKFN", "what lies there is no lock, and is left alone"],
  ])("as its %s is refused, and the file is left alone", async (directive, complaint) => {
    const other = directive === "PIPEFN" ? "LOCKFN" : "PIPEFN";
    const rows = ["CMDSCRIPT true", `${directive} ${file}`, `${other} ${folder}/own`, "AT ONBATT * START-TIMER t 5"];
    writeFileSync(join(folder, "upssched.conf"), `${rows.join("\n")}\n`, { mode: 0o640 });
    const said: string[] = [];
    const io: Io = {
      env: { NUT_CONFPATH: folder, NOTIFYTYPE: "ONBATT", UPSNAME: "ups1@localhost" },
      interactive: false,
      out: () => undefined,
      err: (text) => void said.push(text),
    };
    expect(await run(lineOf(UPSSCHED, "on battery"), io)).toBe(1);
    expect(said.join("")).toContain(`${directive} ${file}: ${complaint}; name a file of its own`);
    expect(readFileSync(file, "utf8")).toBe(MINE);
  });

  it("is not cleared away by the timer daemon either", () => {
    expect(() => clearPipe(file)).toThrow("what lies there is no socket, and is left alone");
    expect(readFileSync(file, "utf8")).toBe(MINE);
    expect(() => clearPipe(join(folder, "none"))).not.toThrow();
  });
});
