/** Hosts without a client, as their own programs have them: a service processor of OpenIPMI's simulator, and an sshd. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { Job, Settings } from "../../src/hosts/host-kind.ts";
import { httpAsker } from "../../src/hosts/http/http-ask.ts";
import { IPMI } from "../../src/hosts/kinds/ipmi.ts";
import { SSH } from "../../src/hosts/kinds/ssh.ts";
import { SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { SILENT_LOG } from "../../src/system/log/log.ts";
import { PROCESS_RUNNER } from "../../src/system/process/process-runner.ts";
import { settingsOf } from "../hosts/host-world.ts";
import { freePort, freeUdpPort, until } from "../sim/machine/started.ts";
import { describePeers } from "./peer.ts";

let folder: string;
let peer: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-peer-hosts-"));
  peer = undefined;
});
afterEach(async () => {
  const ended = new Promise((resolve) => (peer && peer.exitCode === null ? peer.on("close", resolve) : resolve(0)));
  peer?.kill("SIGKILL");
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, text: string, mode = 0o600): string => {
  writeFileSync(join(folder, name), text, { mode });
  chmodSync(join(folder, name), mode);
  return join(folder, name);
};

const job = (): Job => ({
  ...{ clock: SYSTEM_CLOCK, runner: PROCESS_RUNNER, ask: httpAsker(SYSTEM_CLOCK), log: SILENT_LOG },
  ...{ env: process.env, until: SYSTEM_CLOCK.now() + 60_000 },
});

describePeers(
  "ipmitool and the service processor of OpenIPMI's simulator",
  ["ipmi_sim", "ipmitool"],
  ({ ipmi_sim }) => {
    const POWER = `#!/bin/sh
case "$1" in
get) shift; for each; do if [ "$each" = power ]; then echo "power:$(cat FOLDER/power)"; else echo "$each:0"; fi; done ;;
set) case "$2" in power) echo "$3" > FOLDER/power ;; shutdown) echo 0 > FOLDER/power ;; esac ;;
esac
`;

    /** Settings with a password, for a simulator that answers. */
    async function started(): Promise<(password: string) => Settings> {
      const port = await freeUdpPort();
      const power = write("power-control", POWER.replaceAll("FOLDER", folder), 0o755);
      const auths = ["callback", "user", "operator", "admin"].map(
        (level) => `allowed_auths_${level} none md2 md5 straight`,
      );
      const lan = [
        "startlan 1",
        `addr 127.0.0.1 ${port}`,
        "priv_limit admin",
        ...auths,
        "guid a123456789abcdefa123456789abcdef",
        "endlan",
      ];
      const users = [
        'user 1 true "" "none" user 10 none md2 md5 straight',
        'user 2 true "admin" "s3cret" admin 10 none md2 md5 straight',
      ];
      write(
        "lan.conf",
        ['name "bmc"', "set_working_mc 0x20", ...lan, `chassis_control "${power}"`, ...users].join("\n"),
      );
      write(
        "sim.emu",
        "mc_setbmc 0x20\nmc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr\nmc_enable 0x20\n",
      );
      write("power", "1\n");
      mkdirSync(join(folder, "state"));
      const words = ["-c", join(folder, "lan.conf"), "-f", join(folder, "sim.emu"), "-s", join(folder, "state"), "-n"];
      peer = spawn(ipmi_sim, words, { stdio: "ignore" });
      // A named cipher suite: the simulator does not answer who asks which there are, and each call would wait five seconds for it.
      const ipmi_options = "-C\n3";
      const settings = (password: string): Settings =>
        settingsOf(IPMI, { host: "127.0.0.1", port: String(port), user: "admin", password, ipmi_options });
      await until("the service processor", async () => (await IPMI.isDown?.(settings("s3cret"), job())) === false);
      return settings;
    }

    it("says whether the machine is on, switches it off softly, and on again", async () => {
      const settings = (await started())("s3cret");
      expect(await IPMI.test(settings, job())).toMatchObject({ kind: "done", text: expect.stringContaining("is on") });
      expect(await IPMI.shutDown?.(settings, job())).toEqual({ kind: "done", text: "chassis power soft accepted" });
      expect(await IPMI.isDown?.(settings, job())).toBe(true);
      expect(await IPMI.wake?.(settings, job())).toEqual({ kind: "done", text: "chassis power on accepted" });
      expect(readFileSync(join(folder, "power"), "utf8").trim()).toBe("1");
    });

    it("refuses a wrong password, and nobody knows whether the machine is on", async () => {
      const settings = (await started())("wrong");
      const outcome = await IPMI.test(settings, job());
      expect(outcome).toMatchObject({ kind: "unsure", why: expect.stringMatching(/^ipmitool returned 1: /) });
      expect(JSON.stringify(outcome)).not.toContain("wrong");
      expect(await IPMI.isDown?.(settings, job())).toBeUndefined();
    });
  },
);

describePeers("ssh and an sshd on the loopback", ["sshd", "ssh", "ssh-keygen"], ({ sshd, "ssh-keygen": keygen }) => {
  const answers = (port: number): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = createConnection(port, "127.0.0.1");
      socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
      socket.on("close", () => resolve(false)).on("connect", () => socket.destroy());
    });

  async function started(): Promise<number> {
    const port = await freePort();
    for (const name of ["host", "user"])
      execFileSync(keygen, ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
    const keys = write("keys", readFileSync(join(folder, "user.pub"), "utf8"));
    const lines = [`ListenAddress 127.0.0.1:${port}`, `HostKey ${join(folder, "host")}`, `AuthorizedKeysFile ${keys}`];
    const more = [
      "PidFile none",
      "UsePAM no",
      "StrictModes no",
      "PermitRootLogin prohibit-password",
      "PasswordAuthentication no",
    ];
    if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
    peer = spawn(sshd, ["-D", "-f", write("sshd_config", [...lines, ...more].join("\n"))], { stdio: "ignore" });
    await until("sshd", () => answers(port));
    return port;
  }

  const settings = (port: number, command: string, key = "user"): Settings =>
    settingsOf(SSH, {
      ssh: `${userInfo().username}@127.0.0.1`,
      command,
      ssh_options: `-p ${port} -i ${join(folder, key)} -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null`,
    });

  it("runs the command there, and --test logs in and does nothing", async () => {
    const port = await started();
    const off = join(folder, "off");
    expect(await SSH.test(settings(port, `touch ${off}`), job())).toMatchObject({
      kind: "done",
      text: expect.stringContaining("logged in"),
    });
    expect(existsSync(off)).toBe(false);
    expect(await SSH.shutDown?.(settings(port, `touch ${off}`), job())).toEqual({
      kind: "done",
      text: "the command was run",
    });
    expect(existsSync(off)).toBe(true);
  });

  it("takes a connection that goes with the host for the end of the host", async () => {
    const port = await started();
    const outcome = await SSH.shutDown?.(settings(port, "kill -9 $PPID"), job());
    expect(outcome).toEqual({ kind: "done", text: "the command was sent, and the connection is gone" });
  });

  it("tells of a key that is not taken, and of a host that is not there", async () => {
    const port = await started();
    execFileSync(keygen, ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "other")]);
    expect(await SSH.shutDown?.(settings(port, "true", "other"), job())).toMatchObject({
      kind: "unsure",
      why: expect.stringContaining("Permission denied"),
    });
    expect(await SSH.test(settings(await freePort(), "true"), job())).toMatchObject({
      why: expect.stringContaining("Connection refused"),
    });
  });
});
