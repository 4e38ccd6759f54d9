import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { type Option, optionLabel } from "../../src/cli/options.ts";
import { DRIVER } from "../../src/commands/driver.ts";
import { ONE_DRIVER } from "../../src/driver-daemon/control/one-driver-options.ts";
import { simDevice } from "../sim/devices/device.ts";
import { config, rig } from "./engine/rig.ts";

const page = readFileSync(new URL("../../man/driver.8.md", import.meta.url), "utf8");
const section = (name: string): string => page.split(/^## /m).find((part) => part.startsWith(name)) ?? "";
const headings = (name: string): string[] =>
  [...section(name).matchAll(/^### (.+)$/gm)].map(([, heading = ""]) => heading).sort();
const labels = (options: readonly Option[]): string[] => options.map(optionLabel).sort();

describe("the manual page of the drivers", () => {
  it("has every option of the controller and of a driver, and no other", () => {
    expect(headings("OPTIONS OF THE CONTROLLER")).toEqual(labels(DRIVER.table.options));
    expect(headings("OPTIONS OF A DRIVER")).toEqual(labels(ONE_DRIVER.options));
  });

  it("has every command that the core answers, and what it says can be set", async () => {
    const { handle } = await rig(simDevice({}, { commands: [] }), config());
    const text = section("VARIABLES AND COMMANDS");
    const { state } = handle.published;
    for (const command of state.commands()) expect(text).toContain(`\`${command}\``);
    const settable = state.variables().flatMap(({ name, rw }) => (rw ? [name] : []));
    expect(settable).toEqual(["driver.debug", "driver.flag.allow_killpower"]);
    for (const name of settable) expect(text).toContain(`\`${name}\``);
  });
});
