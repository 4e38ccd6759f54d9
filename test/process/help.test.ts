import { spawnSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { HELP_TOPICS } from "../../src/cli/topics/topics.ts";
import { PROGRAMS } from "../../src/commands/index.ts";
import { RUN_JS } from "./daemon.ts";

/** What `nutts ARGS` prints, blanks of the page's width folded, and its exit status. */
function nutts(...args: readonly string[]): { readonly status: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [RUN_JS, ...args], { encoding: "utf8" });
  return { status, text: `${stdout}${stderr}`.replace(/[\s›]+/g, " ") };
}

describe("nutts for somebody new", () => {
  it.each([[["upsc", "--help"]], [["help", "upsc"]]])("shows with %j the options as they are typed", (args) => {
    const { status, text } = nutts(...args);
    expect(status).toBe(0);
    expect(text).toContain("$ nutts upsc [OPTIONS] <upsname>");
    expect(text).toMatch(/ -W <secs> .* -j, --json /);
    expect(text).not.toMatch(/--[A-Za-z4-6]\b/);
  });

  it("shows the options of a driver, and those of the controller", () => {
    expect(nutts("driver", "dummy-ups", "--help").text).toContain("Options of dummy-ups");
    expect(nutts("driver", "start", "--help")).toMatchObject({ status: 0, text: expect.stringContaining("-r <dir>") });
  });

  it.each([
    ["upcs", "did you mean upsc?"],
    ["usbhid-ups", "did you mean nutts driver usbhid-ups?"],
    ["frobnicate", "nutts --help lists them"],
  ])("says what to type instead of %s", (word, advice) => {
    expect(nutts(word)).toEqual({
      status: 2,
      text: expect.stringContaining(`nutts has no command called ${word}; ${advice}`),
    });
  });

  it.each(["tls", "TLS"])("tells with help %s of a topic", (word) => {
    const { status, text } = nutts("help", word);
    expect(status).toBe(0);
    expect(text).toContain("tls: encryption between upsmon and upsd");
    expect(text).toContain(" CERTVERIFY 1 ");
  });

  it.each([
    ["shutdwon", "did you mean shutdown?"],
    ["chekc", "did you mean check?"],
    ["upsdrvctl", "did you mean nutts help driver?"],
    ["usbhid-ups", "did you mean nutts driver usbhid-ups --help?"],
    ["frobnicate", "nutts help lists them"],
  ])("says what to type instead of help %s", (word, advice) => {
    expect(nutts("help", word)).toEqual({
      status: 2,
      text: expect.stringContaining(`there is no command and no topic called ${word}; ${advice}`),
    });
  });

  it.each(["help", "--help"])("lists the topics with %s", (word) => {
    const { status, text } = nutts(word);
    expect(status).toBe(0);
    for (const { name, summary } of HELP_TOPICS) expect(text).toContain(` ${name} ${summary}`);
  });

  it("lists every program", () => {
    const { text } = nutts("--help");
    for (const { table } of PROGRAMS) expect(text).toContain(` ${table.name} ${table.summary.slice(0, 20)}`);
  });

  it("knows the C names of its programs", () => {
    expect(nutts("upsdrvctl", "-V").text).toMatch(/^Network UPS Tools upsdrvctl /);
  });
});
