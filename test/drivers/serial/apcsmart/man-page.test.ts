import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { OLDER_OPTIONS, OPTIONS } from "../../../../src/drivers/serial/apcsmart/options.ts";
import { COMMANDS, OLDER_COMMANDS } from "../../../../src/drivers/serial/apcsmart/tables/commands.ts";

const page = readFileSync(new URL("../../../../man/apcsmart.8.md", import.meta.url), "utf8");
const section = (title: string): string => new RegExp(`## ${title}\n([\\s\\S]*?)\n## `).exec(page)?.[1] ?? "";

it("has a manual page with every option, and none that the driver does not know", () => {
  const documented = [...section("OPTIONS IN UPS\\.CONF").matchAll(/^\*\*([a-z_]+)\*\*( = \*[A-Z]+\*)?$/gm)];
  expect(documented.map(([, name, value]) => [name, value === undefined ? "flag" : "value"])).toEqual(
    OPTIONS.map(({ name, kind }) => [name, kind]),
  );
});

it("names every instant command", () => {
  for (const { cmd } of COMMANDS) expect(section("DESCRIPTION")).toContain(`\`${cmd}`);
});

it("tells what the old name has of its own", () => {
  const own = OLDER_OPTIONS.filter(({ name }) => !OPTIONS.some((option) => option.name === name));
  const commands = OLDER_COMMANDS.filter(({ cmd }) => !COMMANDS.some((command) => command.cmd === cmd));
  for (const { name } of own) expect(section("THE NAME APCSMART-OLD")).toContain(`\`${name}\``);
  for (const { cmd } of commands) expect(section("THE NAME APCSMART-OLD")).toContain(`\`${cmd}\``);
});
