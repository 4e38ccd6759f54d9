import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { freePort, Machine, SAME_USER } from "../process/daemon.ts";
import { Started } from "../sim/machine/started.ts";
import { describePeers } from "./peer.ts";

/** What systemd does with a notify socket: read the datagram, close the descriptors that came with it. */
const MANAGER = `
import os, socket, sys
manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
manager.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o777)
print("listening", flush=True)
while True:
    data, fds, _, _ = socket.recv_fds(manager, 4096, 4)
    for fd in fds:
        os.close(fd)
    print(data.decode().replace("\\n", " "), flush=True)
`;

describePeers("upsd under a service manager", ["systemd-notify", "python3"], ({ python3 }) => {
  let folder = "";
  let machine: Machine;
  let manager: Started;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "nutts-notify-"));
    machine = new Machine(await freePort(), { NOTIFY_SOCKET: join(folder, "notify"), WATCHDOG_USEC: "400000" });
    const stdio = ["ignore", "pipe", "pipe"] as const;
    manager = new Started(spawn(python3, ["-c", MANAGER, join(folder, "notify")], { stdio: [...stdio] }));
    await manager.says(/^listening$/m);
  });
  afterEach(async () => {
    await machine.clear();
    manager.child.kill();
    await manager.ended;
    rmSync(folder, { recursive: true, force: true });
  });

  it("says READY with its process, beats for the watchdog, says RELOADING and READY, and STOPPING", async () => {
    const upsd = machine.start("upsd", "-F", ...SAME_USER);
    await manager.says(new RegExp(`^READY=1 STATUS=serving 1 UPS MAINPID=${upsd.pid} MONOTONIC_USEC=\\d+$`, "m"));
    await manager.says(/^WATCHDOG=1$[\s\S]*^WATCHDOG=1$/m);
    process.kill(upsd.pid, "SIGHUP");
    await manager.says(new RegExp(`^RELOADING=1 MONOTONIC_USEC=\\d+$[\\s\\S]*^READY=1 MAINPID=${upsd.pid} `, "m"));
    process.kill(upsd.pid, "SIGTERM");
    expect((await upsd.ended).status).toBe(0);
    await manager.says(/^STATUS=Signal 15: exiting STOPPING=1$/m);
    expect(upsd.err).not.toContain("cannot tell systemd");
  });
});
