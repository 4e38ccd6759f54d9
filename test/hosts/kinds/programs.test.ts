/** Kinds that call programs: which words, which environment, and what is made of the answers. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { COMMAND } from "../../../src/hosts/kinds/command.ts";
import { IPMI } from "../../../src/hosts/kinds/ipmi.ts";
import { LIBVIRT } from "../../../src/hosts/kinds/libvirt.ts";
import { SSH } from "../../../src/hosts/kinds/ssh.ts";
import { HostWorld, settingsOf } from "../host-world.ts";

let world: HostWorld;
beforeEach(() => {
  world = new HostWorld();
});
afterEach(() => world.remove());
const ran = (): readonly string[] => world.programs.ran.map(({ words }) => words);

describe("ipmi", () => {
  const settings = settingsOf(IPMI, { host: "bmc", user: "admin", password: "s3cret", ipmi_options: "-C\n17" });

  it("asks for a soft off, the password nowhere on the command line", async () => {
    expect(await IPMI.shutDown?.(settings, world.job())).toEqual({ kind: "done", text: "chassis power soft accepted" });
    expect(ran()).toEqual(["ipmitool -I lanplus -H bmc -p 623 -U admin -E -N 2 -R 2 -C 17 chassis power soft"]);
    expect(world.programs.ran[0]?.env).toMatchObject({
      IPMI_PASSWORD: "s3cret",
      PATH: expect.stringContaining("/usr/sbin"),
    });
  });

  it("knows whether the machine is off, or that nobody knows", async () => {
    for (const [stdout, down] of [
      ["Chassis Power is off\n", true],
      ["Chassis Power is on\n", false],
      ["?", undefined],
    ] as const) {
      world.programs.answer = () => ({ stdout });
      expect(await IPMI.isDown?.(settings, world.job())).toBe(down);
    }
    world.programs.answer = () => ({ kind: "not-started", reason: "ENOENT" });
    expect(await IPMI.isDown?.(settings, world.job())).toBeUndefined();
    expect(await IPMI.shutDown?.(settings, world.job())).toMatchObject({ kind: "refused" });
  });

  it("wakes with power on, and tries with a status", async () => {
    await IPMI.wake?.(settings, world.job());
    world.programs.answer = () => ({ stdout: "Chassis Power is on\n" });
    expect(await IPMI.test(settings, world.job())).toMatchObject({
      text: expect.stringContaining("the machine is on"),
    });
    expect(ran().map((words) => words.split(" ").at(-1))).toEqual(["on", "status"]);
  });
});

describe("libvirt", () => {
  it("shuts domains down by virsh of the URI, and is down when none of them runs", async () => {
    const settings = settingsOf(LIBVIRT, { uri: "qemu+ssh://root@kvm/system", domains: "web db" });
    let up = ["web", "db", "other"];
    world.programs.answer = (words) => {
      up = up.filter((name) => !words.endsWith(`--domain ${name}`));
      return { stdout: `${up.join("\n")}\n\n` };
    };
    expect(await LIBVIRT.isDown?.(settings, world.job())).toBe(false);
    expect(await LIBVIRT.shutDown?.(settings, world.job(300))).toEqual({ kind: "done", text: "2 of 2 guests down" });
    expect(await LIBVIRT.isDown?.(settings, world.job())).toBe(true);
    expect(ran()).toContain("virsh -q -c qemu+ssh://root@kvm/system shutdown --domain web");
  });

  it("whose virsh fails says why", async () => {
    world.programs.answer = () => ({ status: 1, stderr: "error: failed to connect\n" });
    expect(await LIBVIRT.shutDown?.(settingsOf(LIBVIRT), world.job())).toEqual({
      kind: "unsure",
      why: "virsh list returned 1: error: failed to connect",
    });
  });
});

describe("ssh", () => {
  const settings = settingsOf(SSH, { ssh: "root@nas", command: "poweroff", ssh_options: "-p 2222" });

  it("asks nothing, connects within ten seconds, and takes no host for an option", async () => {
    expect(await SSH.shutDown?.(settings, world.job())).toMatchObject({ kind: "done" });
    expect(ran()).toEqual(["ssh -o BatchMode=yes -o ConnectTimeout=10 -p 2222 -- root@nas poweroff"]);
    expect(SSH.address?.(settings)).toEqual({ host: "nas", port: 2222 });
    expect(SSH.address?.(settingsOf(SSH, { ssh: "nas" }))).toEqual({ host: "nas", port: 22 });
  });

  it("whose connection goes with the host has done its work", async () => {
    world.programs.answer = () => ({ status: 255, stderr: "Connection to nas closed by remote host.\n" });
    expect(await SSH.shutDown?.(settings, world.job())).toMatchObject({ kind: "done" });
    world.programs.answer = () => ({ status: 255, stderr: "ssh: connect to host nas: Connection refused\n" });
    expect(await SSH.shutDown?.(settings, world.job())).toMatchObject({ kind: "unsure" });
  });

  it("that is turned away before the login has done nothing, whatever words it has for it", async () => {
    for (const stderr of [
      "kex_exchange_identification: Connection closed by remote host\nConnection closed by 192.0.2.7 port 22\n",
      "kex_exchange_identification: read: Connection reset by peer\nConnection reset by 192.0.2.7 port 22\n",
      "Connection reset by 192.0.2.7 port 22\n",
      "ssh_dispatch_run_fatal: Connection to 192.0.2.7 port 22: Broken pipe\n",
    ]) {
      world.programs.answer = () => ({ status: 255, stderr });
      expect(await SSH.shutDown?.(settings, world.job())).toMatchObject({ kind: "unsure" });
    }
  });

  it("speaks of keys where the host does not let us in", async () => {
    world.programs.answer = () => ({ status: 255, stderr: "root@nas: Permission denied (publickey).\n" });
    expect(await SSH.test(settings, world.job())).toMatchObject({
      why: expect.stringContaining("keys must be set up"),
    });
    world.programs.answer = () => ({ status: 255, stderr: "ssh: connect to host nas: Connection refused\n" });
    expect(await SSH.test(settings, world.job())).toMatchObject({ why: expect.not.stringContaining("keys") });
  });

  it("is tried with a command that every shell knows", async () => {
    expect(await SSH.test(settings, world.job())).toEqual({
      kind: "done",
      text: "logged in; would run there: poweroff",
    });
    expect(ran()[0]).toMatch(/ -- root@nas exit$/);
  });
});

describe("command", () => {
  it("that the shell cannot find is a matter for a person", async () => {
    world.programs.answer = () => ({ status: 127, stderr: "sh: 1: nonesuch: not found" });
    expect(await COMMAND.shutDown?.(settingsOf(COMMAND, { command: "nonesuch" }), world.job())).toMatchObject({
      kind: "refused",
    });
  });

  it("is not run by --test", async () => {
    expect(await COMMAND.test(settingsOf(COMMAND, { command: "/bin/sh -c x" }), world.job())).toMatchObject({
      kind: "done",
    });
    expect(await COMMAND.test(settingsOf(COMMAND, { command: "/no/such x" }), world.job())).toMatchObject({
      kind: "refused",
    });
    expect(ran()).toEqual([]);
  });
});
