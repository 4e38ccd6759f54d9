/** The machine of check's tests with everything on it that is to run, and what is measured on it. */
import type { Monitor } from "../../../src/conf/upsmon-conf.ts";
import { type CheckInput, confOf, gatherInput } from "../../../src/setup/check/check-input.ts";
import type { Reality } from "../../../src/setup/doctor/measure/reality.ts";
import type { MonitorLook, ReachedServer } from "../../../src/setup/doctor/measure/servers.ts";
import type { DoctorInput } from "../../../src/setup/doctor/row.ts";
import { fakeMachine, NUT_GID, type Overrides } from "../../sim/machine/fake-machine.ts";

const FOLDER = { kind: "folder", mode: 0o755 } as const;

const TCP = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

export const listening = (port: string, inode: string, state = "0A"): string =>
  `${TCP}   0: 0100007F:${port} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000   104        0 ${inode} 1\n`;

export const RUNNING: Overrides = {
  "/proc/11/cmdline": "/lib/nut/usbhid-ups\0-a\0rack\0",
  "/proc/11/fd/4": { link: "/dev/bus/usb/001/004" },
  "/proc/12/cmdline": "/sbin/upsd\0",
  "/proc/12/fd/5": { link: "socket:[7001]" },
  "/proc/13/cmdline": "/sbin/upsmon\0",
  "/proc/14": { kind: "folder", uid: 104 },
  "/proc/14/cmdline": "nutts: upsmon\0",
  "/proc/net/tcp": listening("0DA5", "7001"),
  "/run/nut/usbhid-ups-rack": { kind: "socket" },
  "/sys/bus/usb/devices/1-2/idVendor": "051d\n",
  "/sys/bus/usb/devices/1-2/idProduct": "0002\n",
  "/sys/bus/usb/devices/1-2/busnum": "1\n",
  "/sys/bus/usb/devices/1-2/devnum": "4\n",
  "/sys/bus/usb/devices/1-2/1-2:1.0/driver": { link: "/sys/bus/usb/drivers/usbfs" },
  "/sys/bus/usb/drivers/usbfs": FOLDER,
  "/sys/bus/usb/drivers/usbhid": FOLDER,
  "/dev/bus/usb/001/004": { kind: "other", mode: 0o664, gid: NUT_GID },
  "/lib/udev/rules.d/62-nut-usbups.rules": 'ATTR{idVendor}=="051d", ATTR{idProduct}=="0002", MODE="664", GROUP="nut"\n',
};

export const READ: ReachedServer = {
  kind: "reached",
  secure: true,
  reading: {
    kind: "read",
    vars: new Map([
      ["ups.status", "OL CHRG"],
      ["battery.charge", "90"],
      ["battery.charge.low", "20"],
      ["battery.runtime", "1200"],
    ]),
  },
  clients: ["127.0.0.1"],
  login: { kind: "accepted" },
  primary: { kind: "accepted" },
};

export const saying = (vars: Readonly<Record<string, string>>): ReachedServer["reading"] => ({
  kind: "read",
  vars: new Map(Object.entries(vars)),
});

const monitorsOf = (check: CheckInput): readonly Monitor[] => confOf(check.files.upsmon)?.settings.monitors ?? [];

const SERVICE = { state: "running", atBoot: true, pid: 12 } as const;

export const WELL: Omit<Reality, "monitors"> = {
  now: Date.UTC(2027, 4, 1),
  node: "22.1.0",
  modules: new Map([
    ["usb", undefined],
    ["serialport", undefined],
  ]),
  services: [
    { ...SERVICE, service: "nut-server.service" },
    { ...SERVICE, service: "nut-monitor.service" },
  ],
  clockSet: true,
  firewall: { name: "ufw", open: true, mend: "ufw allow 3493" },
};

export interface Ill {
  readonly files?: Overrides;
  readonly reality?: Partial<Omit<Reality, "monitors">>;
  readonly server?: Partial<ReachedServer> | Extract<MonitorLook["server"], { kind: "out-of-reach" }>;
}

export async function wellMachine({ files = {}, reality = {}, server = {} }: Ill = {}): Promise<DoctorInput> {
  const machine = fakeMachine({ ...RUNNING, ...files });
  const check = await gatherInput(machine, "/etc/nut");
  const look = server.kind === "out-of-reach" ? server : { ...READ, ...server };
  const monitors = monitorsOf(check).map((monitor): MonitorLook => ({ monitor, server: look }));
  return { check, reality: { ...WELL, ...reality, monitors } };
}
