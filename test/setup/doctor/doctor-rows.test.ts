/** Every row: a machine that breaks it, with what is said and what mends it, and one much like it that is fine. */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { diagnose } from "../../../src/setup/doctor/diagnose.ts";
import { isIll, mendOf } from "../../../src/setup/doctor/report.ts";
import type { DoctorRow } from "../../../src/setup/doctor/row.ts";
import { DOCTOR_ROWS } from "../../../src/setup/doctor/rows/all.ts";
import { conf, NUT_GID } from "../../sim/machine/fake-machine.ts";
import { type Ill, listening, saying, wellMachine } from "./well-machine.ts";

interface Case {
  readonly ill: Ill;
  readonly says: string;
  /** The command. */
  readonly mend: string;
  /** What it is about, done right, and what is said then. */
  readonly well?: Ill;
  readonly fine: string;
}

const CERTIFICATE = readFileSync(new URL("../../fixtures/tls/server.pem", import.meta.url), "utf8");
const [CERTIFICATE_FROM, CERTIFICATE_UNTIL] = [new X509Certificate(CERTIFICATE)].flatMap(({ validFrom, validTo }) => [
  Date.parse(validFrom),
  Date.parse(validTo),
]) as [number, number];

const SERIAL = conf("[rack]\n\tdriver = apcsmart\n\tport = /dev/ttyUSB0\n");
const WITH_CERTIFICATE = {
  "/etc/nut/upsd.conf": conf("LISTEN 127.0.0.1\nCERTFILE /etc/nut/upsd.pem\n"),
  "/etc/nut/upsd.pem": conf(CERTIFICATE),
};
const WITH_BROKER = {
  "/etc/nut/web.conf": conf("[mqtt]\nurl = mqtts://broker\nca = /etc/nut/ca.pem\n"),
  "/etc/nut/ca.pem": conf(CERTIFICATE),
};
const PORT = {
  "/dev/ttyUSB0": { kind: "other", mode: 0o660, gid: 20 },
  "/etc/group": "dialout:x:20:nut\nnut:x:109:\n",
} as const;
const refused = (text: string) => ({ kind: "refused", why: { code: "access-denied", text } }) as const;
const HIDER = { "/proc/77/cmdline": "/usr/sbin/apcupsd\0", "/proc/77/fd/3": { link: "/dev/bus/usb/001/004" } };

const CASES: Readonly<Record<string, readonly Case[]>> = {
  "node-version": [
    {
      ill: { reality: { node: "20.10.0" } },
      says: "Node 20.10.0 is older than 20.19",
      mend: "sudo npm install --global n && sudo n lts",
      well: { reality: { node: "20.19.0" } },
      fine: "Node 20.19.0",
    },
  ],
  "native-modules": [
    {
      ill: { reality: { modules: new Map([["usb", "no prebuilt module for this machine"]]) } },
      says: "usb cannot be loaded, and rack needs it: no prebuilt module for this machine",
      mend: "npm rebuild --global nutts",
      fine: "usb can be loaded, for rack",
    },
    {
      ill: { files: { "/etc/nut/ups.conf": SERIAL }, reality: { modules: new Map([["serialport", "no such file"]]) } },
      says: "serialport cannot be loaded, and rack needs it",
      mend: "npm rebuild --global nutts",
      well: { files: { "/etc/nut/ups.conf": SERIAL }, reality: { modules: new Map([["usb", "no such file"]]) } },
      fine: "serialport can be loaded, for rack",
    },
  ],
  clock: [
    {
      ill: { reality: { now: 0 } },
      says: "the clock says 1970-01-01, which is past",
      mend: "sudo timedatectl set-ntp true",
      fine: "the clock says 2027-05-01",
    },
  ],
  firewall: [
    {
      ill: { reality: { firewall: { name: "ufw", open: false, mend: "ufw allow 3493" } } },
      says: "ufw is on, and lets nobody in on port 3493",
      mend: "sudo ufw allow 3493",
      fine: "ufw lets clients in",
    },
  ],
  certificate: [
    {
      ill: { files: WITH_CERTIFICATE, reality: { now: CERTIFICATE_UNTIL + 1000 } },
      says: "/etc/nut/upsd.pem has been out of date since",
      mend: "put a new certificate",
      well: { files: WITH_CERTIFICATE, reality: { now: CERTIFICATE_FROM + 86_400_000 } },
      fine: "/etc/nut/upsd.pem is valid until",
    },
    {
      ill: { files: WITH_CERTIFICATE, reality: { now: CERTIFICATE_FROM - 1000 } },
      says: "and the clock says",
      mend: "sudo timedatectl set-ntp true",
      well: { files: WITH_CERTIFICATE, reality: { now: CERTIFICATE_FROM + 86_400_000 } },
      fine: "is valid until",
    },
    {
      ill: { files: WITH_BROKER, reality: { now: CERTIFICATE_UNTIL + 1000 } },
      says: "/etc/nut/ca.pem has been out of date since",
      mend: "put a new certificate",
      well: { files: WITH_BROKER, reality: { now: CERTIFICATE_FROM + 86_400_000 } },
      fine: "/etc/nut/ca.pem is valid until",
    },
    {
      ill: { files: { ...WITH_CERTIFICATE, "/etc/nut/upsd.pem": undefined } },
      says: "CERTFILE /etc/nut/upsd.pem does not exist",
      mend: "put a new certificate",
      well: { files: WITH_CERTIFICATE, reality: { now: CERTIFICATE_FROM + 86_400_000 } },
      fine: "is valid until",
    },
  ],
  "usb-device": [
    {
      ill: { files: { "/sys/bus/usb/devices/1-2/idVendor": "1d6b\n" } },
      says: "no UPS that we know is plugged in, and rack needs one",
      mend: "nutts scanner -U",
      fine: "plugged in: 051d:0002 at /dev/bus/usb/001/004",
    },
  ],
  "device-node": [
    {
      ill: {
        files: {
          "/dev/bus/usb/001/004": { kind: "other", mode: 0o664 },
          "/lib/udev/rules.d/62-nut-usbups.rules": undefined,
        },
      },
      says: "051d:0002: nut may not open /dev/bus/usb/001/004 (mode 664, group root)",
      mend: "sudo nutts service install",
      fine: "051d:0002: nut may open /dev/bus/usb/001/004",
    },
    {
      ill: { files: { "/dev/bus/usb/001/004": { kind: "other", mode: 0o664 } } },
      says: "nut may not open",
      mend: "sudo udevadm trigger --action=add /sys/bus/usb/devices/1-2",
      fine: "nut may open",
    },
    {
      ill: { files: { "/etc/nut/ups.conf": SERIAL, ...PORT, "/etc/group": "dialout:x:20:\nnut:x:109:\n" } },
      says: "rack: nut may not open /dev/ttyUSB0 (mode 660, group dialout)",
      mend: "sudo usermod -aG dialout nut",
      well: { files: { "/etc/nut/ups.conf": SERIAL, ...PORT } },
      fine: "rack: nut may open /dev/ttyUSB0",
    },
  ],
  "device-holder": [
    {
      ill: { files: HIDER },
      says: "051d:0002: apcupsd (process 77) has /dev/bus/usb/001/004 open",
      mend: "sudo systemctl disable --now apcupsd",
      fine: "051d:0002: usbhid-ups (process 11) has it open",
    },
    {
      ill: { files: { "/proc/11/fd/4": undefined } },
      says: "no driver has /dev/bus/usb/001/004 open",
      mend: "sudo nutts driver start",
      fine: "has it open",
    },
  ],
  "udev-rule": [
    {
      ill: {
        files: {
          "/lib/udev/rules.d/62-nut-usbups.rules": '#ATTR{idVendor}=="051d", ATTR{idProduct}=="0002", GROUP="nut"\n',
        },
      },
      says: "051d:0002: no rule gives it to a group",
      mend: "sudo nutts service install",
      well: {
        files: {
          "/lib/udev/rules.d/62-nut-usbups.rules": undefined,
          "/etc/udev/rules.d/62-nutts-usbups.rules":
            'ATTR{idVendor}=="051d", ATTR{idProduct}=="0001|0002|0003", MODE="0660", GROUP="nut"\n',
        },
      },
      fine: "051d:0002: /etc/udev/rules.d/62-nutts-usbups.rules",
    },
  ],
  "kernel-driver": [
    {
      ill: { files: { "/sys/bus/usb/devices/1-2/1-2:1.0/driver": { link: "/sys/bus/usb/drivers/usbhid" } } },
      says: "051d:0002: usbhid of the kernel still has it, though a driver has it open",
      mend: "sudo nutts driver stop && sudo nutts driver start",
      fine: "051d:0002: a program has it",
    },
    {
      ill: {
        files: {
          "/etc/nut/ups.conf": SERIAL,
          "/sys/bus/usb/devices/1-3/idVendor": "1a86\n",
          "/sys/bus/usb/devices/1-3/idProduct": "7523\n",
          "/sys/bus/usb/devices/1-3/1-3:1.0/bInterfaceClass": "ff\n",
        },
      },
      says: "a serial adapter (WCH, 1a86:7523) is plugged in, and the kernel makes no port of it",
      mend: "sudo modprobe ch341",
      well: {
        files: {
          "/sys/bus/usb/devices/1-2/1-2:1.0/driver": { link: "/sys/bus/usb/drivers/usbhid" },
          "/proc/11/fd/4": undefined,
        },
      },
      fine: "usbhid of the kernel gives it up when a driver starts",
    },
  ],
  services: [
    {
      ill: {
        reality: { services: [{ service: "nut-monitor.service", state: "stopped", atBoot: true, pid: undefined }] },
      },
      says: "nut-monitor.service does not run",
      mend: "sudo systemctl enable --now nut-monitor.service",
      fine: "nut-monitor.service runs (process 12)",
    },
    {
      ill: {
        reality: { services: [{ service: "nut-server.service", state: "failed", atBoot: true, pid: undefined }] },
      },
      says: "nut-server.service has failed",
      mend: "nutts service logs",
      fine: "nut-server.service runs",
    },
    {
      ill: { reality: { services: [] } },
      says: "there are no services of nutts or NUT",
      mend: "sudo nutts service install",
      fine: "runs",
    },
  ],
  "at-boot": [
    {
      ill: { reality: { services: [{ service: "nut-monitor.service", state: "running", atBoot: false, pid: 12 }] } },
      says: "nut-monitor.service does not start at boot",
      mend: "sudo systemctl enable --now nut-monitor.service",
      fine: "all of them start at boot",
    },
  ],
  "driver-socket": [
    {
      ill: { files: { "/run/nut/usbhid-ups-rack": undefined } },
      says: "rack: usbhid-ups does not run, there is no socket /run/nut/usbhid-ups-rack",
      mend: "sudo nutts driver start rack",
      fine: "rack: usbhid-ups has its socket /run/nut/usbhid-ups-rack",
    },
  ],
  port: [
    {
      ill: {
        files: {
          "/etc/nut/web.conf": conf("[nis]\n"),
          "/proc/net/tcp6": listening("0DDF", "7009"),
          "/proc/77/cmdline": "/sbin/apcupsd\0",
          "/proc/77/fd/5": { link: "socket:[7009]" },
        },
      },
      says: "apcupsd (process 77) has port 3551, so [nis] of web.conf cannot have it",
      mend: "sudo kill 77",
      well: {
        files: {
          "/etc/nut/web.conf": conf("[nis]\n"),
          "/proc/net/tcp6": listening("0DDF", "7009"),
          "/proc/77/cmdline": "nutts: up\0",
          "/proc/77/fd/5": { link: "socket:[7009]" },
        },
      },
      fine: "listens on port 3493",
    },
    {
      ill: { files: { "/proc/net/tcp": listening("0DA5", "7001", "01") } },
      says: "nobody listens on port 3493: upsd does not run",
      mend: "sudo systemctl enable --now nut-server.service",
      fine: "upsd (process 12) listens on port 3493",
    },
    {
      ill: { files: { "/proc/12/cmdline": "python3\0-m\0http.server\0" } },
      says: "python3 (process 12) has port 3493, so upsd cannot have it",
      mend: "sudo kill 12",
      well: { files: { "/proc/12/cmdline": "nutts: up\0" } },
      fine: "nutts up (process 12) listens on port 3493",
    },
  ],
  "upsmon-process": [
    {
      ill: { files: { "/proc/13/cmdline": undefined, "/proc/14/cmdline": "journalctl\0-u\0upsmon\0" } },
      says: "upsmon does not run: nobody shuts this machine down",
      mend: "sudo systemctl enable --now nut-monitor.service",
      fine: "upsmon runs: process 13 and process 14",
    },
  ],
  "upsmon-root": [
    {
      ill: { files: { "/proc/13": { kind: "folder", uid: 104 } } },
      says: "no process of upsmon is root's, so it may not shut the machine down",
      mend: "sudo systemctl enable --now nut-monitor.service",
      fine: "a process of upsmon is root's",
    },
    {
      well: { files: { "/proc/13/cmdline": "nutts: upsmon-parent\0" } },
      ill: { files: { "/proc/13": { kind: "folder", uid: 104 } } },
      says: "no process of upsmon is root's, so it may not shut the machine down",
      mend: "sudo systemctl enable --now nut-monitor.service",
      fine: "a process of upsmon is root's",
    },
  ],
  server: [
    {
      ill: {
        server: {
          kind: "out-of-reach",
          why: { code: "connect-failed", text: "Connection failure: Connection refused" },
        },
      },
      says: "localhost:3493: Connection failure: Connection refused",
      mend: "sudo systemctl enable --now nut-server.service",
      fine: "localhost:3493 answers",
    },
  ],
  tls: [
    {
      ill: { files: WITH_CERTIFICATE, server: { secure: false } },
      says: "localhost:3493 speaks clear text, though upsd.conf has CERTFILE",
      mend: "sudo upsd -c stop && sudo upsd",
      fine: "localhost:3493 speaks TLS",
    },
    {
      ill: {
        server: {
          kind: "out-of-reach",
          why: { code: "certificate-refused", text: "SSL certificate refused: self-signed" },
        },
      },
      says: "SSL certificate refused: self-signed",
      mend: "nutts help tls",
      well: { server: { secure: false } },
      fine: "localhost:3493 speaks clear text, and nobody else can hear it",
    },
  ],
  "ups-reading": [
    {
      ill: {
        server: { reading: { kind: "silent", why: { code: "driver-not-connected", text: "Driver not connected" } } },
      },
      says: "rack@localhost: Driver not connected",
      mend: "sudo nutts driver start",
      fine: "rack@localhost says OL CHRG, charge 90 %, runtime 1200 s",
    },
    {
      ill: { server: { reading: saying({ "ups.status": "ALARM OL", "ups.alarm": "Fan failure" }) } },
      says: "it raises an alarm (Fan failure)",
      mend: "nutts driver list",
      fine: "rack@localhost says",
    },
    {
      ill: { server: { reading: saying({ "ups.status": "WAIT" }) } },
      says: "rack@localhost has told no status yet",
      mend: "nutts driver list",
      fine: "rack@localhost says",
    },
  ],
  battery: [
    {
      ill: { server: { reading: saying({ "ups.status": "OL RB" }) } },
      says: "rack@localhost wants its battery replaced",
      mend: "replace the battery",
      fine: "rack@localhost: 90 %",
    },
    {
      ill: {
        server: { reading: saying({ "ups.status": "OL CHRG", "battery.charge": "15", "battery.charge.low": "20" }) },
      },
      says: "rack@localhost has 15 % left, and counts 20 % as low",
      mend: "replace the battery",
      fine: "rack@localhost: 90 %",
    },
  ],
  login: [
    {
      ill: { server: { login: refused("Access denied") } },
      says: "rack@localhost refuses local: Access denied",
      mend: "nutts check --explain monitor-password",
      fine: "rack@localhost accepts local",
    },
  ],
  primary: [
    {
      ill: { server: { primary: refused("Access denied") } },
      says: "rack@localhost refuses local: Access denied",
      mend: "nutts check --explain monitor-role",
      fine: "rack@localhost takes as primary local",
    },
  ],
  "upsmon-counted": [
    {
      ill: { server: { clients: ["192.168.1.77"] } },
      says: "rack@localhost does not count this machine: no upsmon of it is logged in",
      mend: "sudo systemctl enable --now nut-monitor.service",
      well: { server: { clients: ["192.168.1.77", "::ffff:192.168.1.10"] } },
      fine: "rack@localhost counts this machine",
    },
  ],
};

/** Found, but not wrong: a machine works without. */
const DOUBTS: Readonly<Record<string, Omit<Case, "mend"> & { readonly mend?: string }>> = {
  "clock-set": {
    ill: { reality: { clockSet: false } },
    says: "nothing sets the clock",
    mend: "sudo timedatectl set-ntp true",
    fine: "the clock is set from the network",
  },
};

const row = (name: string): DoctorRow => {
  const found = DOCTOR_ROWS.find((each) => each.name === name);
  if (!found) throw new Error(`there is no row ${name}`);
  return found;
};

const cases = Object.entries(CASES).flatMap(([name, all]) => all.map((each) => [name, each.says, each] as const));

describe("a row of doctor", () => {
  it.each(cases)("%s finds: %s", async (name, says, { ill, mend, well, fine }) => {
    const looks = row(name).look(await wellMachine(ill));
    const found = looks.find(({ kind, text }) => kind === "wrong" && text.includes(says));
    if (!found) throw new Error(JSON.stringify(looks));
    expect(mendOf({ row: row(name), look: found })).toContain(mend);
    const after = row(name).look(await wellMachine(well));
    expect(after.filter(({ kind }) => kind === "wrong")).toEqual([]);
    expect(after.map(({ text }) => text).join("\n")).toContain(fine);
  });

  it.each(Object.entries(DOUBTS))("%s has a doubt", async (name, { ill, says, mend, fine }) => {
    expect(row(name).look(await wellMachine(ill))).toEqual([{ kind: "unknown", text: says, mend }]);
    expect(row(name).look(await wellMachine())).toEqual([{ kind: "fine", text: fine }]);
  });

  it("is never without these", () => {
    expect(DOCTOR_ROWS.map(({ name }) => name).sort()).toEqual([...Object.keys(CASES), ...Object.keys(DOUBTS)].sort());
  });

  it.each(DOCTOR_ROWS.map((each) => [each.name, each] as const))(
    "%s says what it is about",
    (_, { looksAt, means, mend }) => {
      expect(looksAt.length).toBeGreaterThan(10);
      expect(means).toMatch(/\.$/);
      expect(mend).not.toBe("");
    },
  );
});

describe("doctor on a whole machine", () => {
  it("finds nothing on one that is set up well, and says when it shuts down", async () => {
    const diagnosis = diagnose(await wellMachine());
    expect(diagnosis.looks.filter(({ look }) => look.kind !== "fine")).toEqual([]);
    expect(diagnosis.verdict).toEqual({
      kind: "protected",
      seconds: 300,
      sentence:
        "If the mains fails now, this machine shuts down after 5 min without mains (timer onbatt-long of upssched.conf).",
    });
    expect(isIll(diagnosis)).toBe(false);
  });

  it.each<readonly [string, Ill, string]>([
    [
      "upsmon does not run",
      { files: { "/proc/13/cmdline": undefined, "/proc/14/cmdline": undefined } },
      "upsmon does not run",
    ],
    [
      "upsmon may not shut down",
      { files: { "/proc/13": { kind: "folder", uid: 104 } } },
      "upsmon runs without a process of root's",
    ],
    [
      "its login is refused",
      { server: { login: refused("Access denied") } },
      "local may not log in there (Access denied)",
    ],
    ["upsmon is not logged in", { server: { clients: [] } }, "no upsmon of it is logged in"],
    [
      "the server is out of reach",
      { server: { kind: "out-of-reach", why: { code: "timeout", text: "Timed out" } } },
      "nothing is heard of rack@localhost: Timed out",
    ],
    [
      "SHUTDOWNCMD is not there",
      { files: { "/sbin/shutdown": undefined } },
      "SHUTDOWNCMD: /sbin/shutdown cannot be executed",
    ],
  ])("says that it is not protected where %s", async (_, ill, why) => {
    const { verdict } = diagnose(await wellMachine(ill));
    expect(verdict.kind).toBe("unprotected");
    expect(verdict.sentence).toContain(why);
  });

  it("says that nobody can tell where upsmon.conf cannot be read", async () => {
    const { verdict } = diagnose(
      await wellMachine({ files: { "/etc/nut/upsmon.conf": { fails: "EACCES", gid: NUT_GID } } }),
    );
    expect(verdict.kind).toBe("unknown");
  });

  it("lets a server be that counts this machine under an address of another network", async () => {
    const upsmon = conf('MONITOR rack@192.168.1.99 1 local s3cret secondary\nSHUTDOWNCMD "/sbin/shutdown -h +0"\n');
    const input = await wellMachine({ files: { "/etc/nut/upsmon.conf": upsmon }, server: { clients: ["10.0.0.4"] } });
    expect(row("upsmon-counted").look(input)).toMatchObject([{ kind: "unknown" }]);
    expect(diagnose(input).verdict.kind).toBe("protected");
  });
});
