import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { alive, freePort, kill, Machine, SAME_USER, until } from "./daemon.ts";

describe("upslog as a process", () => {
  let machine: Machine;
  let log: string;
  beforeEach(async () => {
    machine = new Machine(await freePort());
    log = join(machine.folder, "ups.log");
  });
  afterEach(async () => {
    const left = machine.pidOf("upslog");
    if (left !== undefined) kill(left);
    await machine.clear();
  });

  const lines = (): number => (existsSync(log) ? readFileSync(log, "utf8").split("\n").length - 1 : 0);

  it("goes to the background, logs on SIGUSR1 right after the PID file appears, and ends on SIGTERM", async () => {
    const argv = [
      "-p",
      join(machine.run, "upslog.pid"),
      "-s",
      `ups1@127.0.0.1:${machine.port}`,
      "-l",
      log,
      "-i",
      "600",
      "-f",
      "%VAR ups.status%",
      ...SAME_USER,
    ];
    const { status, out } = await machine.start("upslog", ...argv).ended;
    expect(status).toBe(0);
    expect(out).toContain(`logging status of ups1@127.0.0.1:${machine.port} to ${log} (600s intervals)`);
    const pid = await until("the PID file", () => machine.pidOf("upslog"));
    process.kill(pid, "SIGUSR1");
    await until("two lines", () => lines() === 2);
    process.kill(pid, "SIGTERM");
    await until("upslog to be gone", () => !alive(pid));
    expect(readFileSync(log, "utf8")).toBe("NA\nNA\nNA\n");
    expect(machine.pidOf("upslog")).toBeUndefined();
  });
});
