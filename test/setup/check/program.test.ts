import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { runProgram } from "../../../src/cli/program.ts";
import { CHECK } from "../../../src/commands/check.ts";
import { RULES } from "../../../src/setup/check/rules/all.ts";
import { FakeIo } from "../../sim/machine/fake-io.ts";

let folder = "";

const CLIENT = `# our NAS
MONITOR ups@nas.example.org 1 monuser s3cret slave   # since 2019
shutdowncmd "/bin/sh -c true"
DEADTIME 17
RUN_AS_USER ${userInfo().username}
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "check-"));
  writeFileSync(join(folder, "nut.conf"), "MODE=netclient\n");
  writeFileSync(join(folder, "upsmon.conf"), CLIENT, { mode: 0o640 });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function check(
  ...argv: readonly string[]
): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
  const io = new FakeIo({ PATH: "/usr/bin:/bin" });
  const status = await runProgram(CHECK, argv, io);
  return { status, out: io.stdout, err: io.stderr };
}

const rulesOf = (out: string): readonly string[] =>
  JSON.parse(out).findings.map(({ rule }: { readonly rule: string }) => rule);

describe("nutts check", () => {
  it("ends with 1 and says what is wrong, the gravest first", async () => {
    const { status, out } = await check("--conf", folder);
    expect(status).toBe(1);
    expect(out.split("\n")[0]).toBe(`${folder}/upsmon.conf:3:1: error: shutdowncmd is not known`);
    expect(out.split("\n")[1]).toBe("    write it in upper case: SHUTDOWNCMD [unknown-word]");
    expect(out).toContain("nutts check --fix mends 4 of them, after showing how\n");
    expect(out).not.toContain("s3cret");
  });

  it("prints the same as JSON", async () => {
    const { status, out } = await check("--conf", folder, "--json");
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ folder, ok: false, system: { init: expect.any(String) } });
    expect(rulesOf(out)).toEqual(["unknown-word", "no-shutdowncmd", "deadtime-multiple", "old-word"]);
    expect(JSON.parse(out).findings[3]).toEqual({
      rule: "old-word",
      severity: "note",
      file: `${folder}/upsmon.conf`,
      line: 2,
      column: 1,
      text: "MONITOR: slave is an old word",
      advice: "write secondary",
      fixable: true,
    });
  });

  it("mends what is certain, keeps the old file, and ends with 0", async () => {
    const { status, out, err } = await check("--conf", folder, "--fix", "--yes");
    expect(out).toContain(`nothing wrong in ${folder}`);
    expect(status).toBe(0);
    expect(readFileSync(join(folder, "upsmon.conf"), "utf8")).toBe(
      CLIENT.replace("slave", "secondary").replace("shutdowncmd", "SHUTDOWNCMD").replace("17", "20"),
    );
    const copies = readdirSync(folder).filter((name) => name.endsWith(".bak"));
    expect(copies).toEqual([expect.stringMatching(/^upsmon\.conf\.\d{8}-\d{6}\.bak$/)]);
    expect(readFileSync(join(folder, copies[0] ?? ""), "utf8")).toBe(CLIENT);
    expect(statSync(join(folder, "upsmon.conf")).mode & 0o777).toBe(0o640);
    expect(err).toContain("  +    2  MONITOR ups@nas.example.org 1 monuser *** secondary   # since 2019\n");
    expect(err).not.toContain("s3cret");
  });

  it("shows and changes nothing where nobody is asked", async () => {
    const { status, out, err } = await check("--conf", folder, "--fix", "--json");
    expect(status).toBe(1);
    expect(rulesOf(out)).toContain("old-word");
    expect(err).toContain("Nothing was changed.\n");
    expect(readFileSync(join(folder, "upsmon.conf"), "utf8")).toBe(CLIENT);
    expect(readdirSync(folder).sort()).toEqual(["nut.conf", "upsmon.conf"]);
  });

  it("says so where nothing is certain", async () => {
    writeFileSync(join(folder, "upsmon.conf"), `RUN_AS_USER ${userInfo().username}\n`, { mode: 0o640 });
    expect((await check("--conf", folder, "--fix", "--yes")).err).toBe("There is nothing whose mend is certain.\n");
  });

  it("renames a file under nearly the right name", async () => {
    writeFileSync(join(folder, "upsmon.cnf"), CLIENT.replaceAll(/shutdowncmd/g, "SHUTDOWNCMD"), { mode: 0o640 });
    rmSync(join(folder, "upsmon.conf"));
    expect((await check("--conf", folder, "--fix", "--yes")).status).toBe(0);
    const copies = readdirSync(folder).filter((name) => !name.endsWith(".bak"));
    expect(copies.sort()).toEqual(["nut.conf", "upsmon.conf"]);
    expect(readFileSync(join(folder, "upsmon.conf"), "utf8")).toContain("monuser s3cret secondary ");
  });

  it("explains each rule", async () => {
    for (const { name, means } of RULES) {
      const { status, out } = await check("--explain", name);
      expect([status, out.startsWith(`${name}\n`), out.replaceAll("\n", " ").includes(means)]).toEqual([0, true, true]);
    }
    expect((await check("--rules")).out.trim().split("\n")).toHaveLength(RULES.length);
  });

  it.each([
    [["--bogus"], "unrecognized option '--bogus'"],
    [["/etc/nut"], 'Usage error: "/etc/nut" is no option; the folder goes behind --conf'],
    [["--explain", "monitor-pasword"], "there is no rule monitor-pasword; did you mean monitor-password?"],
    [["--yes"], "--yes goes with --fix"],
    [["--runtime", "long"], "--runtime long: write seconds, or UPS=seconds"],
  ])("ends with 2 for %j", async (argv, says) => {
    const { status, err } = await check(...argv);
    expect(status).toBe(2);
    expect(err).toContain(says);
  });

  it("says so where there is no such folder", async () => {
    const { status, out } = await check("--conf", join(folder, "none"));
    expect(status).toBe(1);
    expect(out).toContain(`${folder}/none: error: there is no such folder\n`);
  });
});
