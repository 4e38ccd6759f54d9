import { describe, expect, it } from "@jest/globals";
import { isProgram, RUNNING } from "../../../src/system/process/running.ts";

describe("a process that runs", () => {
  it("is known by its command line", () => {
    expect(RUNNING.command(process.pid)?.length).toBeGreaterThan(0);
  });

  it("can be asked whether it is there", () => {
    expect(RUNNING.send(process.pid, 0)).toBe("sent");
    expect(RUNNING.send(4_194_303, 0)).toBe("no-process");
    expect(RUNNING.command(4_194_303)).toBeUndefined();
  });
});

describe("a command line", () => {
  it.each([
    ["/lib/nut/usbhid-ups -a ups", "usbhid-ups", true],
    ["/usr/bin/node /usr/lib/node_modules/nutts/bin/run.js driver usbhid-ups -a ups", "usbhid-ups", true],
    ["nutts: usbhid-ups -a ups", "usbhid-ups", true],
    ["/usr/sbin/upsd", "upsd", true],
    ["/usr/sbin/upsdrvctl start", "upsd", false],
    ["nutts: upsmon", "upsd", false],
    ["", "upsd", false],
  ])("%j is %s: %s", (command, name, expected) => {
    expect(isProgram(command.split(" "), name)).toBe(expected);
  });
});
