/**
 * What the package `serialport` cannot do with the lines of a port: small programs of the system do it on the open
 * file that they inherit. (They must not open the port again: that raises DTR and RTS, which on some cables turns the
 * load off.)
 */

import { DeviceError } from "../device/device-error.ts";
import { PROCESS_RUNNER, type ProcessRunner } from "../system/process/process-runner.ts";

/** Leaves the output lines as they are when the port is closed; the package can only switch that the other way. */
export async function keepLevels(file: number, path: string, runner: ProcessRunner = PROCESS_RUNNER): Promise<void> {
  const result = await runner.run("sh", ["-c", "exec stty -hupcl <&3"], { file });
  if (result.kind === "exited" && result.status === 0) return;
  const why = result.kind === "not-started" ? result.reason : result.stderr.trim();
  throw new DeviceError("configuration", `${path}: stty cannot make the lines outlive the driver: ${why}`);
}

/** Each prints 1 when the ring indicator of its file 3 is high, else 0. */
const READERS: readonly (readonly [command: string, args: readonly string[]])[] = [
  // TIOCMGET of Linux on x86, ARM, RISC-V and s390; TIOCM_RI.
  [
    "perl",
    [
      "-e",
      'open(F, "+<&=3"); $b = pack("i", 0); ioctl(F, 0x5415, $b) or die "$!\\n"; print unpack("i", $b) & 0x80 ? 1 : 0',
    ],
  ],
  [
    "python3",
    [
      "-ISc",
      "import fcntl, sys, termios; b = fcntl.ioctl(3, termios.TIOCMGET, bytes(4)); " +
        "print(1 if int.from_bytes(b, sys.byteorder) & termios.TIOCM_RI else 0)",
    ],
  ],
];

/** Where perl's fixed number holds. */
const PERL_KNOWS = new Set(["x64", "arm64", "arm", "ia32", "riscv64", "s390x", "loong64"]);

const readers = READERS.filter(
  ([command]) => command !== "perl" || (process.platform === "linux" && PERL_KNOWS.has(process.arch)),
);

/** The ring indicator. Throws DeviceError `lost`, or `configuration` where no program can read it. */
export async function readRing(file: number, path: string, runner: ProcessRunner = PROCESS_RUNNER): Promise<boolean> {
  for (const [command, args] of readers) {
    const result = await runner.run(command, args, { file });
    if (result.kind === "not-started") continue;
    if (result.kind === "exited" && result.status === 0) return result.stdout.trim() === "1";
    throw new DeviceError("lost", `${path}: the ring indicator cannot be read: ${result.stderr.trim() || result.kind}`);
  }
  throw new DeviceError("configuration", `${path}: to read the ring indicator, install perl or python3`);
}
