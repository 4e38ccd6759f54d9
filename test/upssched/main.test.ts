import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Io } from "../../src/cli/program.ts";
import { UPSSCHED } from "../../src/commands/upssched.ts";
import { removeSocket } from "../../src/sockproto/socket-file.ts";
import { run } from "../../src/upssched/main.ts";
import { FakeIo, lineOf } from "../sim/machine/fake-io.ts";

const MINE = "root:x:0:0::/root:/bin/sh\n";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-sched-main-"));
  file = join(folder, "passwd");
  writeFileSync(file, MINE);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What one event does and says, with a script that writes its names into the folder. */
async function event(
  conf: string,
  type = "LOWBATT",
): Promise<{ status: number; said: string; ran: readonly string[] }> {
  writeFileSync(join(folder, "cmd"), `#!/bin/sh\necho "$*" >> ${folder}/ran\n`, { mode: 0o755 });
  writeFileSync(join(folder, "upssched.conf"), conf, { mode: 0o640 });
  const fake = new FakeIo({ ...process.env, NUT_CONFPATH: folder, NOTIFYTYPE: type, UPSNAME: "ups1@localhost" });
  const io: Io = { env: fake.env, interactive: false, out: (text) => fake.out(text), err: (text) => fake.err(text) };
  const status = await run(lineOf(UPSSCHED.table, "battery is low"), io);
  const ran = existsSync(join(folder, "ran")) ? readFileSync(join(folder, "ran"), "utf8").split("\n").slice(0, -1) : [];
  return { status, said: fake.stderr, ran };
}

const RULES = "AT LOWBATT * START-TIMER late 30\nAT LOWBATT * START-TIMER later 60\nAT LOWBATT * EXECUTE shutdown\n";
const files = (pipe: string, lock = pipe.replace("pipe", "lock")): string =>
  `CMDSCRIPT ${folder}/cmd\nPIPEFN ${pipe}\nLOCKFN ${lock}\n${RULES}`;

const NOT_DONE = "upssched: START-TIMER late, START-TIMER later: not done. ";

describe("upssched where no timer can run", () => {
  it("does EXECUTE, and says once that a folder is missing, which one, and what to do", async () => {
    const pipe = `${folder}/none/upssched/pipe`;
    const { status, said, ran } = await event(files(pipe));
    expect({ status, ran }).toEqual({ status: 1, ran: ["shutdown"] });
    expect(said).toContain(
      `${NOT_DONE}PIPEFN ${pipe} and LOCKFN ${folder}/none/upssched/lock: the folder ${folder}/none does not exist; make the folder`,
    );
    expect(said.match(/not done/g)).toHaveLength(1);
  });

  it("does EXECUTE where something that is no folder stands in the way", async () => {
    const { ran, said } = await event(files(`${file}/pipe`));
    expect(ran).toEqual(["shutdown"]);
    expect(said).toContain(`${file} is no folder`);
  });

  it("does EXECUTE where the path of PIPEFN is too long for a socket, and says how long it may be", async () => {
    const { ran, said } = await event(files(join(folder, "p".repeat(100), "pipe"), `${folder}/lock`));
    expect(ran).toEqual(["shutdown"]);
    expect(said).toMatch(/has room for 107 bytes, and these are 1\d\d; name a shorter one/);
  });

  it("does EXECUTE where PIPEFN and LOCKFN are not set at all", async () => {
    const { ran, said, status } = await event(`CMDSCRIPT ${folder}/cmd\n${RULES}`);
    expect({ status, ran }).toEqual({ status: 1, ran: ["shutdown"] });
    expect(said).toContain("upssched.conf does not set PIPEFN");
  });

  it("has nothing to cancel and complains of nothing", async () => {
    const conf = files(`${folder}/none/pipe`).replace(/AT .*/s, "AT ONLINE * CANCEL-TIMER late\n");
    expect(await event(conf, "ONLINE")).toEqual({ status: 0, said: "", ran: [] });
  });
});

describe("a CMDSCRIPT that cannot be executed", () => {
  it.each([
    ["lacks the right", "#!/bin/sh\n", 0o644, "it lacks the right to be executed; chmod +x"],
    ["came from Windows", "#!/bin/sh\r\n", 0o755, "its lines end as on Windows (CRLF)"],
  ])("because it %s is named with the user, at the first rule that fits", async (_, text, mode, why) => {
    const bad = join(folder, "bad");
    writeFileSync(bad, text, { mode });
    const { said } = await event(`CMDSCRIPT ${bad}\nAT LOWBATT * EXECUTE x\n`);
    expect(said).toContain(`CMDSCRIPT ${bad} cannot be executed by the user ${userInfo().username}: ${why}`);
    expect((await event(`CMDSCRIPT ${bad}\nAT ONBATT * EXECUTE x\n`)).said).not.toContain("cannot be executed");
  });

  it("is not one of several words, one with blanks in its path, or one of shell syntax", async () => {
    const blanks = join(folder, "my tools");
    mkdirSync(blanks);
    symlinkSync(join(folder, "cmd"), join(blanks, "cmd"));
    for (const words of [
      `"${blanks}/cmd" -v "a b"`,
      `"${blanks}/cmd"`,
      `"${folder}/cmd $HOME"`,
      `"test 1 = 1 && ${folder}/cmd"`,
    ]) {
      expect((await event(`CMDSCRIPT ${words}\nPIPEFN /p\nLOCKFN /l\nAT LOWBATT * EXECUTE low\n`)).said).toBe("");
    }
    expect(readFileSync(join(folder, "ran"), "utf8")).toBe(`-v a b low\nlow\n${process.env.HOME} low\nlow\n`);
  });
});

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
    expect(await run(lineOf(UPSSCHED.table, "on battery"), io)).toBe(1);
    expect(said.join("")).toContain(`${directive} ${file}: ${complaint}; name a file of its own`);
    expect(readFileSync(file, "utf8")).toBe(MINE);
  });

  it("is not cleared away by the timer daemon either", () => {
    expect(() => removeSocket(file)).toThrow("what lies there is no socket, and is left alone");
    expect(readFileSync(file, "utf8")).toBe(MINE);
    expect(() => removeSocket(join(folder, "none"))).not.toThrow();
  });
});
