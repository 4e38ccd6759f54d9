import { describe, expect, it } from "@jest/globals";
import { banner } from "../../src/cli/banner.ts";
import { usage } from "../../src/cli/options.ts";
import { runProgram } from "../../src/cli/program.ts";
import { PROGRAMS } from "../../src/commands/index.ts";
import { FakeIo } from "../sim/machine/fake-io.ts";

/** `-h` alone, `-V` alone, both: H is the help, B the banner. */
const PRINTED: Readonly<Record<string, readonly [string, string, string]>> = {
  upsc: ["BH", "B", "B"],
  upscmd: ["BH", "B", "B"],
  upsrw: ["BH", "B", "B"],
  upslog: ["BH", "B", "B"],
  up: ["BH", "B", "BH"],
  web: ["BH", "B", "BH"],
  upsd: ["BH", "B", "BH"],
  upsmon: ["BH", "B", "BH"],
  scanner: ["H", "B", "H"],
  notify: ["H", "B", "HB"],
  completion: ["H", "B", "HB"],
  check: ["H", "B", "HB"],
  conformance: ["H", "B", "HB"],
  service: ["H", "B", "HB"],
  links: ["H", "B", "HB"],
  doctor: ["H", "B", "HB"],
  drill: ["BH", "B", "BH"],
  init: ["H", "B", "HB"],
  upssched: ["H", "B", "HB"],
  "upssched-cmd": ["H", "B", "HB"],
};

const answering = PROGRAMS.filter(({ table }) => table.about !== undefined);

async function ask(name: string, ...argv: readonly string[]) {
  const found = PROGRAMS.find(({ table }) => table.name === name);
  if (!found) throw new Error(`no program ${name}`);
  const io = new FakeIo();
  const load = () => Promise.reject(new Error("loaded"));
  expect(await runProgram({ ...found, load }, argv, io)).toBe(0);
  const { table } = found;
  return { ...io, printed: io.stdout.replace(usage(table.name, table), "H").replace(banner(table.name), "B") };
}

describe("-h and -V", () => {
  it.each(answering.map(({ table }) => table.name))(
    "of %s print what they always did, and load no code",
    async (name) => {
      const printed = [];
      for (const word of ["-h", "-V", "-Vh"]) printed.push((await ask(name, word)).printed);
      expect(printed).toEqual(PRINTED[name]);
    },
  );

  it("are answered here for all but driver, which asks the driver that is named", () => {
    expect(PROGRAMS.filter(({ table }) => !table.about).map(({ table }) => table.name)).toEqual(["driver"]);
  });

  it("tell with -D how upsd and upsmon were built, on standard error", async () => {
    expect((await ask("upsd", "-Dh")).stderr).toMatch(/^NUT data server was built with SSL support: OpenSSL/);
    expect((await ask("upsmon", "-D", "-i")).stderr).toMatch(/^Using NUT libupsclient .* OpenSSL\n$/);
    expect((await ask("upsmon", "-i")).printed).toBe("BH");
    expect((await ask("upsd", "-h")).stderr).toBe("");
  });
});
