/** The machine itself: Node, its native modules, the clock, the firewall, certificates. */
import { X509Certificate } from "node:crypto";
import { findDriver } from "../../../drivers/registry.ts";
import { reasonOf } from "../../../system/system-error.ts";
import { type CheckInput, confOf } from "../../check/check-input.ts";
import { isLoopback } from "../../check/this-host.ts";
import { type DoctorInput, type DoctorRow, fine, type Look, serves, unknown, upsesOf, wrong } from "../row.ts";

/** `engines` of package.json. */
const OLDEST_NODE = [20, 19];

function isOldNode(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldest = 0, least = 0] = OLDEST_NODE;
  return major < oldest || (major === oldest && minor < least);
}

const USB_NAME = /^(?:usbhid-ups|newhidups|hidups)$|_usb$/;

export const usesSerial = ({ port }: { readonly port: string }): boolean => port.startsWith("/dev/");

export function usesUsb({ driver, port }: { readonly driver: string; readonly port: string }): boolean {
  const name = findDriver(driver)?.name ?? driver;
  return name === "nutdrv_qx" ? !usesSerial({ port }) : USB_NAME.test(name);
}

const USED_BY: readonly (readonly [string, typeof usesUsb])[] = [
  ["usb", usesUsb],
  ["serialport", usesSerial],
];

function lookAtModules({ check, reality }: DoctorInput): readonly Look[] {
  return USED_BY.flatMap(([name, uses]): readonly Look[] => {
    const users = serves(check) ? upsesOf(check).filter(uses) : [];
    const why = reality.modules.get(name);
    if (users.length === 0) return [];
    const of = users.map((ups) => ups.name).join(", ");
    return why === undefined
      ? [fine(`${name} can be loaded, for ${of}`)]
      : [wrong(`${name} cannot be loaded, and ${of} needs it: ${why}`)];
  });
}

/** An older time cannot be: this was not written then. */
const FIRST = Date.UTC(2026, 0, 1);

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const isServer = (check: CheckInput): boolean =>
  serves(check) && (confOf(check.files.upsd)?.settings.listen ?? []).some(({ host }) => !isLoopback(host));

function lookAtFirewall({ check, reality: { firewall } }: DoctorInput): readonly Look[] {
  if (!isServer(check)) return [];
  if (firewall === undefined) return [fine("no firewall that we know is on")];
  const { name, open, mend } = firewall;
  if (open === undefined)
    return [unknown(`${name} does not tell whether it lets the machines in that are served`, `sudo ${mend}`)];
  return open
    ? [fine(`${name} lets clients in`)]
    : [wrong(`${name} is on, and lets nobody in on port 3493`, `sudo ${mend}`)];
}

const SOON_MS = 14 * 86_400_000;

function certificateLook(path: string, pem: string, now: number): Look {
  const certificate = new X509Certificate(pem);
  const until = Date.parse(certificate.validTo);
  if (now < Date.parse(certificate.validFrom))
    return wrong(
      `${path} is valid from ${day(Date.parse(certificate.validFrom))} on, and the clock says ${day(now)}`,
      "sudo timedatectl set-ntp true",
    );
  if (now > until) return wrong(`${path} has been out of date since ${day(until)}: clients that look at it stay away`);
  return until - now < SOON_MS
    ? wrong(`${path} is valid until ${day(until)}, which is soon`)
    : fine(`${path} is valid until ${day(until)}`);
}

/** Where it stands, its path, and what is without it. */
type Named = readonly [place: string, path: string, without: string];

function certificatesOf({ check }: DoctorInput): readonly Named[] {
  const server = serves(check) ? confOf(check.files.upsd)?.settings.certfile : undefined;
  const broker = confOf(check.files.web)?.mqtt?.ca;
  return [
    ...(server === undefined ? [] : [["CERTFILE", server, "so upsd has no TLS"] as const]),
    ...(broker === undefined ? [] : [["ca of [mqtt]", broker, "so nothing goes to the broker"] as const]),
  ];
}

function lookAtCertificate(input: DoctorInput): readonly Look[] {
  const { check, reality } = input;
  return certificatesOf(input).map(([place, path, without]): Look => {
    try {
      const pem = check.machine.tree.read(path);
      if (pem === undefined) return wrong(`${place} ${path} does not exist, ${without}`);
      return certificateLook(path, pem, reality.now);
    } catch (error) {
      return unknown(`${place} ${path} cannot be read here: ${reasonOf(error)}`);
    }
  });
}

export const MACHINE_ROWS: readonly DoctorRow[] = [
  {
    name: "node-version",
    looksAt: "the Node that runs this",
    means: "nutts is written for the Node that its package names. With an older one a daemon may end where it matters.",
    mend: "sudo npm install --global n && sudo n lts",
    look: ({ reality: { node } }) => [
      isOldNode(node) ? wrong(`Node ${node} is older than ${OLDEST_NODE.join(".")}`) : fine(`Node ${node}`),
    ],
  },
  {
    name: "native-modules",
    looksAt: "the packages usb and serialport, where a section of ups.conf needs them",
    means:
      "Drivers reach USB and serial ports through packages with native code, which exist for many machines, but not for all.",
    mend: "npm rebuild --global nutts",
    look: lookAtModules,
  },
  {
    name: "clock",
    looksAt: "the date of the machine",
    means:
      "A board without a battery starts in the past. Certificates are refused then, and no log tells when the mains failed.",
    mend: "sudo timedatectl set-ntp true",
    look: ({ reality: { now } }) => [
      now < FIRST ? wrong(`the clock says ${day(now)}, which is past`) : fine(`the clock says ${day(now)}`),
    ],
  },
  {
    name: "clock-set",
    looksAt: "whether anything sets the clock",
    means: "Clocks that nobody sets drift apart, and the logs of the machines behind one UPS cannot be compared.",
    mend: "sudo timedatectl set-ntp true",
    look: ({ reality: { clockSet } }) =>
      clockSet === undefined
        ? []
        : [
            clockSet
              ? fine("the clock is set from the network")
              : unknown("nothing sets the clock", "sudo timedatectl set-ntp true"),
          ],
  },
  {
    name: "firewall",
    looksAt: "ufw, firewalld and nftables, where LISTEN serves the network",
    means:
      "A firewall that does not know of port 3493 keeps the other machines from hearing that the mains has failed.",
    mend: "open TCP port 3493 to the machines that are served",
    look: lookAtFirewall,
  },
  {
    name: "certificate",
    looksAt: "CERTFILE of upsd.conf and ca of [mqtt] in web.conf, and their dates",
    means: "Clients with CERTVERIFY refuse a server whose certificate is out of date, and protect nothing.",
    mend: "put a new certificate with its key there, and: upsd -c reload",
    look: lookAtCertificate,
  },
];
