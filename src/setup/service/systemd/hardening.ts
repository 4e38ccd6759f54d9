/** What a service cannot do, whoever takes it over: systemd.exec(5). Node compiles at run time, so memory stays writable and executable. */
import type { Setting } from "./unit-text.ts";

const yes = (...keys: readonly string[]): readonly Setting[] => keys.map((key) => [key, "yes"]);

const FOR_ALL: readonly Setting[] = [
  ...yes("LockPersonality", "ProtectControlGroups", "ProtectHostname", "ProtectKernelModules"),
  ...yes("ProtectKernelTunables", "RestrictNamespaces", "RestrictRealtime"),
  ["RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6 AF_NETLINK"],
  ["SystemCallArchitectures", "native"],
];

/** A user that owns nothing, in a system that it cannot write to. */
const CONFINED: readonly Setting[] = [
  ...FOR_ALL,
  ["CapabilityBoundingSet", ""],
  ["KeyringMode", "private"],
  ...yes("NoNewPrivileges", "PrivateTmp", "ProtectClock", "ProtectKernelLogs", "RemoveIPC", "RestrictSUIDSGID"),
  ["ProtectProc", "invisible"],
  ["ProtectSystem", "strict"],
  ["SystemCallFilter", "@system-service"],
  ["SystemCallFilter", "~@privileged"],
  ["SystemCallErrorNumber", "EPERM"],
  ["UMask", "0007"],
];

export const HARDENING = {
  server: [...CONFINED, ...yes("PrivateDevices", "PrivateUsers")],
  /** Of the devices all but disks: which of the others a UPS hangs on may change as the driver runs. */
  driver: [...CONFINED, ["DevicePolicy", "closed"], ["DeviceAllow", "char-* rw"]],
  /** It shuts the machine down, and runs what people wrote for it, with sudo perhaps. */
  monitor: [
    ...FOR_ALL,
    [
      "CapabilityBoundingSet",
      "~CAP_AUDIT_CONTROL CAP_AUDIT_READ CAP_BPF CAP_CHECKPOINT_RESTORE CAP_LEASE CAP_LINUX_IMMUTABLE CAP_MAC_ADMIN CAP_MAC_OVERRIDE CAP_MKNOD CAP_PERFMON CAP_SYSLOG CAP_SYS_MODULE CAP_SYS_PACCT CAP_SYS_RAWIO CAP_SYS_TIME CAP_SYS_TTY_CONFIG CAP_WAKE_ALARM",
    ],
    ["KeyringMode", "private"],
    ...yes("ProtectKernelLogs"),
    ["ProtectSystem", "yes"],
    ["SystemCallFilter", "~@clock @cpu-emulation @debug @module @obsolete @raw-io"],
    ["SystemCallErrorNumber", "EPERM"],
  ],
  /** Talks to systemd, and reads ups.conf. */
  enumerator: [
    ...FOR_ALL,
    ["CapabilityBoundingSet", "CAP_DAC_READ_SEARCH"],
    ...yes("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "PrivateNetwork", "ProtectKernelLogs"),
    ["ProtectSystem", "strict"],
  ],
} as const satisfies Readonly<Record<string, readonly Setting[]>>;
