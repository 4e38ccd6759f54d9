/** `nutts init` as a person meets it, at a terminal of script(1), and what it writes at work. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { freePort, RUN_JS, SAME_USER, Started, until } from "./daemon.ts";

const ENTER = "\r";
const CTRL_C = "\u0003";
const UPS = "ups.status: OL\nups.mfr: Maker\nups.model: Box\nbattery.charge: 80\nbattery.charge.restart: 0\n";

describe("nutts init", () => {
  let folder = "";
  let conf = "";
  let port = 0;
  const started: Started[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "nutts-init-test-"));
    conf = join(folder, "etc");
    port = await freePort();
    mkdirSync(join(folder, "run"));
    writeFileSync(join(folder, "box.dev"), UPS);
  });
  afterEach(async () => {
    for (const { child } of started) child.kill("SIGKILL");
    await Promise.all(started.splice(0).map(({ ended }) => ended));
    rmSync(folder, { recursive: true, force: true });
  });

  function start(command: string, args: readonly string[]): Started {
    const run = join(folder, "run");
    const paths = { NUT_CONFPATH: conf, NUT_STATEPATH: run, NUT_ALTPIDPATH: run, NUT_PIDPATH: run };
    const env = { ...process.env, ...paths, TMPDIR: folder, NO_COLOR: "1" };
    const one = new Started(spawn(command, [...args], { env, cwd: folder, stdio: ["pipe", "pipe", "pipe"] }));
    started.push(one);
    return one;
  }

  const nutts = (...args: readonly string[]): Started => start(process.execPath, [RUN_JS, ...args]);
  const ups = (): readonly string[] => [
    "--ups",
    `box=dummy-ups:${join(folder, "box.dev")}`,
    "--listen",
    `127.0.0.1:${port}`,
  ];
  const init = (...args: readonly string[]): Started => nutts("init", "--yes", ...ups(), ...args);
  const written = (): readonly string[] =>
    existsSync(conf)
      ? readdirSync(conf)
          .filter((name) => name !== "nutts-init")
          .sort()
      : [];
  const ALL = ["nut.conf", "ups.conf", "upsd.conf", "upsd.users", "upsmon.conf"];

  function atTerminal(...args: readonly string[]): Started {
    const words = [process.execPath, RUN_JS, "init", ...ups(), ...args].map((word) => `'${word}'`).join(" ");
    return start("script", ["-qefc", words, "/dev/null"]);
  }

  /** Waits for each question in turn, and types its answer. */
  async function type(person: Started, ...talk: readonly (readonly [question: RegExp, keys: string])[]): Promise<void> {
    for (const [question, keys] of talk) {
      await person.says(question);
      person.child.stdin?.write(keys);
    }
  }

  const ROLE = /What shall this machine do/;
  const CHARGE = /percent of charge before it gives power/;
  const WRITE = /Do all this/;

  it("asks a person, shows the first reading and each line, and writes", async () => {
    const person = atTerminal();
    await type(person, [ROLE, ENTER], [CHARGE, `30${ENTER}`], [WRITE, ENTER]);
    const { status, out } = await person.ended;
    expect(out).toContain("box: on mains, charge 80 % (Maker Box)");
    expect(out.replace(/\s+/g, " ")).toMatch(
      /This machine is not protected, because .*node \S+run\.js service install; or try it by hand: node \S+run\.js up /,
    );
    expect(out).toMatch(/Rehearse a power failure with nothing switched off: .*drill/);
    expect(out).not.toContain(/password = (.+)/.exec(readFileSync(join(conf, "upsd.users"), "utf8"))?.[1] ?? "?");
    expect(status).toBe(0);
    expect(written()).toEqual(ALL);
    expect(readFileSync(join(conf, "nut.conf"), "utf8")).toBe("MODE=standalone\n");
  });

  it.each([
    ["the first", []],
    ["the second", [[ROLE, ENTER]]],
    [
      "the last",
      [
        [ROLE, ENTER],
        [CHARGE, ENTER],
      ],
    ],
  ] as const)("left with Ctrl-C at %s question writes nothing", async (_, before) => {
    const person = atTerminal();
    await type(person, ...before, [[ROLE, CHARGE, WRITE][before.length] ?? WRITE, CTRL_C]);
    const { status, out } = await person.ended;
    expect(out).toContain("nothing was written");
    expect(status).toBe(130);
    expect(written()).toEqual([]);
  });

  it("says where there is no terminal to ask at", async () => {
    const { status, err } = await nutts("init").ended;
    expect(err).toContain("there is no terminal to ask at: add --yes");
    expect(status).toBe(2);
  });

  it("writes a set-up that nutts check has nothing to say against and that starts, is guarded, and goes down on a low battery", async () => {
    mkdirSync(conf);
    const own = `SHUTDOWNCMD "touch ${folder}/down"\nPOWERDOWNFLAG ${folder}/run/killpower\nPOLLFREQ 1\nPOLLFREQALERT 1\nDEADTIME 3\nHOSTSYNC 1\nFINALDELAY 0\n`;
    writeFileSync(join(conf, "upsmon.conf"), own, { mode: 0o640 });
    writeFileSync(join(conf, "ups.conf"), "pollinterval = 1\n", { mode: 0o640 });
    expect(await init().ended).toMatchObject({ status: 0 });
    const found = JSON.parse((await nutts("check", "--json").ended).out) as {
      findings: { severity: string; rule: string }[];
    };
    // The folder of a test is open to nobody but who runs it.
    const errors = found.findings.filter(
      ({ severity, rule }) => severity === "error" && rule !== "closed-to-its-reader",
    );
    expect(errors).toEqual([]);
    const up = nutts("up", ...SAME_USER);
    await up.says(/box {2}OL/);
    const upsmon = nutts("upsmon", "-F", ...SAME_USER);
    const logins = async (): Promise<boolean> =>
      (await nutts("upsc", "-c", `box@127.0.0.1:${port}`).ended).out.includes("127.0.0.1");
    await until("upsmon is logged in", logins);
    writeFileSync(join(folder, "box.dev"), UPS.replace("OL", "OB LB"));
    await until("the machine is shut down", () => existsSync(join(folder, "down")));
    // As root each is a privileged process and one below it: that of upsmon is ended by the first, that of `up` ends without it.
    upsmon.child.kill("SIGTERM");
    up.child.kill("SIGKILL");
    const [, { err }] = await Promise.all([upsmon.ended, up.ended]);
    if (process.getuid?.() === 0) expect(err).toContain("the privileged process above us is gone");
  });

  it("changes nothing when it runs again, and goes back to what was there", async () => {
    mkdirSync(conf);
    writeFileSync(join(conf, "upsd.conf"), "# mine\nMAXAGE 20\n", { mode: 0o640 });
    await init().ended;
    const once = ALL.map((name) => readFileSync(join(conf, name), "utf8"));
    const again = await init().ended;
    expect(again.out).toContain("Every file is as it should be already");
    expect(ALL.map((name) => readFileSync(join(conf, name), "utf8"))).toEqual(once);
    expect(await nutts("init", "--undo", "--yes").ended).toMatchObject({ status: 0 });
    expect(written()).toEqual(["upsd.conf"]);
    expect(readFileSync(join(conf, "upsd.conf"), "utf8")).toBe("# mine\nMAXAGE 20\n");
  });

  it("tries its own UPS, whoever else tries one at the same moment", async () => {
    const charges = [10, 20, 30];
    const tries = charges.map((charge) => {
      const path = join(folder, `${charge}.dev`);
      writeFileSync(path, `ups.status: OL\nbattery.charge: ${charge}\n`);
      return nutts("init", "--print", "--json", "--ups", `box=dummy-ups:${path}`, "--listen", `127.0.0.1:${port}`)
        .ended;
    });
    const read = (await Promise.all(tries)).map(({ out }) => JSON.parse(out).upses[0].reading?.["battery.charge"]);
    expect(read).toEqual(charges.map(String));
  });

  it("tells of a device that is not there, and sets up all the same", async () => {
    rmSync(join(folder, "box.dev"));
    const { status, out } = await init("--json").ended;
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ written: true, protected: false, upses: [{ name: "box", reading: null }] });
  });
});
