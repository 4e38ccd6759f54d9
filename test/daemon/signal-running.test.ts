import { describe, expect, it } from "@jest/globals";
import { type SignalRequest, signalRunning } from "../../src/daemon/run-daemon.ts";
import { FakeHost } from "../sim/machine/fake-host.ts";

const PID_FILE = "/run/nut/upsd.pid";
const request = (changes: Partial<SignalRequest> = {}): SignalRequest => ({
  programs: ["upsd"],
  signal: "SIGHUP",
  pidFile: PID_FILE,
  systemd: "systemctl reload nut-server",
  ...changes,
});

function hostWith(pidFile: string | undefined, processes: Readonly<Record<number, string>> = {}): FakeHost {
  const host = new FakeHost();
  if (pidFile !== undefined) host.files.texts.set(PID_FILE, pidFile);
  for (const [pid, command] of Object.entries(processes)) host.running.processes.set(Number(pid), command);
  return host;
}

describe("-c to a running daemon", () => {
  it.each(["/usr/sbin/upsd -F", "node /opt/nutts/bin/run.js upsd", "nutts: upsd"])("reaches %s", (command) => {
    const host = hostWith("77\n", { 77: command });
    expect(signalRunning(request(), host)).toEqual({ status: 0 });
    expect(host.running.sent).toEqual([[77, "SIGHUP"]]);
  });

  it("names the PID file that is missing, -P, and the word for systemd", () => {
    const { status, text } = signalRunning(request(), hostWith(undefined));
    expect(status).toBe(1);
    expect(text).toContain(PID_FILE);
    expect(text).toContain("-P PID");
    expect(text).toContain("systemctl reload nut-server");
  });

  it("does not signal a program that got the number of a dead daemon", () => {
    const host = hostWith("77\n", { 77: "/usr/bin/vim notes" });
    expect(signalRunning(request(), host).text).toContain(
      'process 77 (from /run/nut/upsd.pid) is not upsd but "/usr/bin/vim notes"',
    );
    expect(host.running.sent).toEqual([]);
  });

  it("signals whatever is there with NUT_IGNORE_CHECKPROCNAME", () => {
    const host = hostWith("77\n", { 77: "/usr/local/bin/wrapper" });
    host.env = { NUT_IGNORE_CHECKPROCNAME: "true" };
    expect(signalRunning(request(), host)).toEqual({ status: 0 });
  });

  it("says that the process is gone", () => {
    expect(signalRunning(request(), hostWith("77\n")).text).toContain(
      "process 77 (from /run/nut/upsd.pid) does not run any more",
    );
  });

  it("says when the process belongs to somebody else", () => {
    const host = hostWith("77\n", { 77: "nutts: upsd" });
    host.running.denied.add(77);
    expect(signalRunning(request(), host).text).toContain("try again as root");
  });

  it.each(["", "upsd", "1", "-5", "99999999999"])("refuses a PID file that holds %j", (content) => {
    const host = hostWith(content, { 1: "upsd" });
    expect(signalRunning(request(), host).text).toContain("does not hold a process number");
  });

  it("takes -P instead of the PID file", () => {
    const host = hostWith(undefined, { 88: "nutts: upsd" });
    expect(signalRunning(request({ pid: "88" }), host)).toEqual({ status: 0 });
    expect(signalRunning(request({ pid: "x" }), host).text).toContain("-P x is not a process number");
  });
});
