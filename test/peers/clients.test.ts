/** Debian's clients beside ours on the same command lines, against Debian's upsd with the C driver dummy-ups. */
import { existsSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type Ended, until } from "../sim/machine/started.ts";
import { NutFolder } from "./c-upsd.ts";
import { describePeers } from "./peer.ts";

const RUN_JS = join(process.cwd(), "bin/run.js");

/** What 2.8.0 says about itself only, and the advice that 2.8.5 has added. */
const NOISE = /^Init SSL without certificate database\n/m;

const DEVICE = `battery.charge: 90
battery.charge.low: 20
battery.runtime: 1000
device.type: ups
input.voltage: 230.0
ups.id: "with blanks"
ups.status: OL
`;

/** Command lines; HERE is the server, NOBODY a port where none listens. */
const SAME = [
  "upsc rack@HERE",
  "upsc RACK@HERE ups.status",
  "upsc rack@HERE no.such",
  "upsc away@HERE",
  "upsc away@HERE ups.status",
  "upsc nope@HERE",
  "upsc -l HERE",
  "upsc -L HERE",
  "upsc -c rack@HERE",
  "upsc -c nope@HERE",
  "upsc rack@127.0.0.1:NOBODY",
  "upsc -l 127.0.0.1:NOBODY",
  "upsrw rack@HERE",
  "upsrw away@HERE",
  "upsrw nope@HERE",
  "upsrw -s ups.id=one -u admin -p secret rack@HERE",
  "upsrw -w -s ups.id=two -u admin -p secret rack@HERE",
  "upsrw -s ups.id=three -u admin -p wrong rack@HERE",
  "upsrw -s ups.id=three -u nobody -p secret rack@HERE",
  "upsrw -s no.such=1 -u admin -p secret rack@HERE",
  "upscmd -l rack@HERE",
  "upscmd -l away@HERE",
  "upscmd -l nope@HERE",
  "upscmd -u admin -p secret rack@HERE load.off",
  "upscmd -u admin -p secret rack@HERE no.such",
  "upscmd -u admin -p wrong rack@HERE load.off",
  "upscmd -w -u admin -p secret rack@HERE load.off",
] as const;

/** Wrong command lines: the same exit status, and a complaint in our own words. */
const REFUSED = [
  "upsc rack@HERE old",
  "upsc",
  "upsrw -s old=1 -u admin -p secret rack@HERE",
  "upsrw -t soon rack@HERE",
  "upscmd -u admin -p secret rack@HERE old",
] as const;

describePeers("Debian's clients", ["upsd", "dummy-ups", "upsc", "upscmd", "upsrw", "upslog"], ({ upsd, ...peers }) => {
  let folder: NutFolder;
  let here = "";

  beforeAll(async () => {
    if (!existsSync("dist/programs.json")) throw new Error("there is no dist: run `npm run build` first");
    folder = new NutFolder();
    const device = folder.write("rack.dev", DEVICE);
    folder.write(
      "ups.conf",
      `[rack]\ndriver = dummy-ups\nport = ${device}\ndesc = "In \\"the\\" rack"\n[away]\ndriver = none\nport = none\n`,
    );
    folder.write("upsd.users", "[admin]\npassword = secret\nactions = SET\ninstcmds = ALL\n");
    await folder.cDriver(peers["dummy-ups"], "rack");
    here = `127.0.0.1:${await folder.cUpsd(upsd)}`;
    // The driver has told all when it has been quiet once.
    for (;;) {
      const { out } = await folder.ran(peers.upsc, `rack@${here}`);
      if (out.includes("ups.status: OL")) break;
    }
  });
  afterAll(() => folder.clear());

  const wordsOf = (line: string): readonly string[] =>
    line.split(" ").map((word) => word.replace("HERE", here).replace("NOBODY", "1").replaceAll("_", " "));

  async function both(line: string): Promise<{ readonly theirs: Ended; readonly ours: Ended }> {
    const [name = "", ...argv] = wordsOf(line);
    const program = Object.entries(peers).find(([peer]) => peer === name)?.[1] ?? name;
    const theirs = await folder.ran(program, ...argv);
    const ours = await folder.ran(process.execPath, RUN_JS, name, ...argv);
    return { theirs, ours };
  }

  const told = ({ status, out, err }: Ended) => ({
    status,
    out,
    err: err.replace(NOISE, "").replace(/^WARNING: 'OK'[\s\S]*\n/m, ""),
  });

  it.each(SAME)("%s", async (line) => {
    const { theirs, ours } = await both(line);
    expect(told(ours)).toEqual(told(theirs));
  });

  it.each(REFUSED)("%s is refused by both", async (line) => {
    const { theirs, ours } = await both(line);
    expect([ours.status, ours.out]).toEqual([theirs.status, theirs.out]);
    expect(theirs.status).not.toBe(0);
    expect(ours.err).toMatch(/^Error: .+\n$/);
  });

  it("upslog writes the same lines, at the same signals", async () => {
    const format = "%% %VAR ups.status% %VAR no.such% %VAR old% %BAD% %UPSHOST% %HOST% %TIME @Y-@j%";
    const log = async (name: string, ...program: readonly [string, ...string[]]): Promise<string> => {
      const file = join(folder.folder, name);
      const lines = (): number => (existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0);
      const argv = ["-u", userInfo().username, "-s", `rack@${here}`, "-l", file, "-i", "20", "-f", format];
      const [path, ...rest] = program;
      const { child, ended } = folder.start(path, ...rest, "-F", ...argv);
      await until("the first line", () => lines() === 1);
      child.kill("SIGUSR1");
      await until("a line on SIGUSR1", () => lines() === 2);
      child.kill("SIGTERM");
      expect((await ended).status).toBe(0);
      return readFileSync(file, "utf8");
    };
    const theirs = await log("theirs.log", peers.upslog);
    const ours = await log("ours.log", process.execPath, RUN_JS, "upslog");
    expect(ours).toBe(theirs);
    expect(theirs.split("\n")).toHaveLength(4);
  });
});
