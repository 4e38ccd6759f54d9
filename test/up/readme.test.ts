import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { PROGRAMS } from "../../src/commands/index.ts";
import { DRIVERS } from "../../src/drivers/registry.ts";
import { greeting } from "../../src/up/demo.ts";
import { DEMO_SECONDS } from "../../src/up/demo-sequence.ts";

const root = new URL("../../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");
const rowOf = (name: string): string => new RegExp(`^\\| ${name} \\|.*$`, "m").exec(readme)?.[0] ?? "";

describe("the README", () => {
  it("names every driver that there is, and no other", () => {
    const [, , today = ""] = rowOf("drivers").split("|");
    const named = [...(today.split(";")[0] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    expect(named.sort()).toEqual(DRIVERS.map(({ name }) => name).sort());
  });

  it("names every command", () => {
    for (const { table } of PROGRAMS) {
      const command = table.name;
      expect([command, readme.includes(`\`${command}`)]).toEqual([command, true]);
    }
  });

  it("gives the demo's commands as the demo prints them", () => {
    const commands = greeting({ port: 3493, taken: [] }, "npx nutts").match(/^ {2}npx nutts .*$/gm) ?? [];
    expect(commands).toHaveLength(4);
    for (const command of commands) expect(readme).toContain(command.trim());
    expect(readme).toContain(`every ${DEMO_SECONDS} seconds`);
  });

  it("points only at files that exist", () => {
    for (const [, target = ""] of readme.matchAll(/\]\((?!https?:)([^)]+)\)/g))
      expect([target, existsSync(new URL(target, root))]).toEqual([target, true]);
  });
});
