import { describe, expect, it } from "@jest/globals";
import { parseCommandLine } from "../../../src/cli/options.ts";
import { INIT } from "../../../src/commands/init.ts";
import type { Answers } from "../../../src/setup/init/answers.ts";
import { rootLine } from "../../../src/setup/init/as-root.ts";
import { givenOf } from "../../../src/setup/init/flags.ts";

/** The words of a line as a shell takes them, behind `init`. */
function words(line: string): readonly string[] {
  const all = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  return all.slice(all.indexOf("init") + 1);
}

describe("the line for root", () => {
  it("gives the same answers again, and no password", () => {
    const settings = [
      { name: "product", value: "Back-UPS ES, 700" },
      { name: "default.battery.voltage.low", value: "10.2" },
      { name: "default.battery.voltage.high", value: "13.8" },
    ];
    const answers: Answers = {
      role: "netserver",
      upses: [{ name: "rack", driver: "nutdrv_qx", port: "/dev/ttyS0", settings, kept: false }],
      stages: [{ name: "nas", ups: "rack", limits: [{ name: "mincharge", value: "80" }] }],
      presets: [],
      listen: [{ host: "::1", port: 4000 }],
      shutdownReturn: true,
    };
    const parsed = parseCommandLine(INIT.table, words(rootLine(answers, [], "/etc/my nut", ["--yes"])));
    if (parsed.kind === "error") throw new Error(parsed.text);
    expect(givenOf(parsed.line)).toMatchObject({
      role: "netserver",
      upses: [{ name: "rack", driver: "nutdrv_qx", port: "/dev/ttyS0", settings: settings.slice(0, 1) }],
      stages: [{ name: "nas", ups: "rack", limits: [{ name: "mincharge", value: "80" }] }],
      listen: [{ host: "::1", port: 4000 }],
      batteries: new Map([["rack", { low: "10.2", high: "13.8" }]]),
      shutdownReturn: true,
    });
    expect(parsed.line.value("conf")).toBe("/etc/my nut");
    const server = { system: "ups@nas", username: "mon", password: "s3cret" };
    expect(rootLine({ role: "netclient", server }, [], undefined, [])).not.toContain("s3cret");
  });
});
