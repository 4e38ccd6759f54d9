import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { UPSD } from "../../src/commands/upsd.ts";
import { ask, upsdWorld } from "../sim/servers/upsd-world.ts";

const page = readFileSync(new URL("../../man/upsd.8.md", import.meta.url), "utf8");
const section = (name: string): string => page.split(/^## /m).find((part) => part.startsWith(name)) ?? "";

describe("the manual page of upsd", () => {
  it("has every option of the program, with its argument, and no other", () => {
    const options = UPSD.table.options.map(({ short, arg }) =>
      arg === undefined ? `-${short}` : `-${short} <${arg}>`,
    );
    const headings = [...section("OPTIONS").matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
    expect(headings.sort()).toEqual(options.sort());
  });

  it("shows messages that upsd really has", async () => {
    const { visit, lines, driver, clock } = await upsdWorld();
    driver("rack").say('SETINFO ups.id "x"', "SETFLAGS ups.id RW STRING", "SETAUX ups.id 8", "ADDCMD test.panel.start");
    await clock.settle();
    ask(visit("192.0.2.1"), "USERNAME mon\nPASSWORD pw\nLOGIN rack\nLOGOUT\n");
    ask(
      visit("192.0.2.1"),
      "USERNAME admin\nPASSWORD secret\nSET VAR rack ups.id rack\nINSTCMD rack test.panel.start\n",
    );
    for (const line of ["DATASTALE", "DATAOK"]) {
      driver("rack").say(line);
      await clock.settle();
    }
    driver("rack").hangUp();
    await clock.settle();
    await clock.advance(2000);
    const said = lines.map((line) =>
      line
        .replace(/(mon|admin)@/, "u@")
        .replace("[rack]", "[x]")
        .replace(" on rack ", " on x ")
        .replace("fake-rack", "driver-x"),
    );
    const shown = [...section("MESSAGES").matchAll(/^ {4}(.+?)(…?)$/gm)].map(([, text = ""]) => text);
    const missing = shown.filter((text) => !said.some((line) => line.startsWith(text)));
    expect(missing).toEqual(["listening on 127.0.0.1 port 3493"]);
  });
});
