import type { Option } from "./options.ts";

export const VERSION_AND_HELP: readonly Option[] = [
  { short: "V", help: "print the version" },
  { short: "h", help: "print this help" },
];

export const ABOUT: readonly Option[] = [{ short: "D", help: "raise the debug level" }, ...VERSION_AND_HELP];

export const RUN_AS: Option = { short: "u", arg: "user", help: "become this user when started by root" };

export const DEBUG_IN_FOREGROUND: Option = {
  short: "D",
  help: "raise the debug level, and stay in the foreground",
};

export const BACKGROUND: Option = { short: "B", help: "go to the background even with -D" };

export const TO_PROCESS: Option = {
  short: "P",
  arg: "pid",
  help: "send it to this process instead of the one in the PID file",
};

export const DAEMON: readonly Option[] = [
  DEBUG_IN_FOREGROUND,
  { short: "F", help: "stay in the foreground; twice: and write the PID file" },
  BACKGROUND,
  { short: "q", help: "send less to syslog" },
  { short: "r", arg: "dir", help: "make this folder the root (needs root)" },
  RUN_AS,
];

export const CONNECT: Option = {
  short: "W",
  arg: "secs",
  help: "give up connecting after this many seconds (10; 0 waits)",
};

export const AUTHCONF: Option = {
  short: "A",
  arg: "file",
  help: "read nutauth.conf from this file; default: it must be there; none: use none",
};

export const CHANGE: readonly Option[] = [
  { short: "u", arg: "username", help: "user of upsd.users; asked for when missing" },
  { short: "p", arg: "password", help: "password of the user; asked for when missing (others can see it in ps)" },
  { short: "w", help: "wait until the driver has done it, and print the result" },
  { short: "t", arg: "secs", help: "with -w: how long to wait (10)" },
];
