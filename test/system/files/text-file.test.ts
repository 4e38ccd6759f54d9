import { spawnSync } from "node:child_process";
import {
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { bytesOfText } from "../../../src/nut/byte-text.ts";
import { LARGEST_FILE, readText, readTextIfThere } from "../../../src/system/files/text-file.ts";
import { fileReason } from "../../../src/system/system-error.ts";

describe("a text file of which nothing is known but its name", () => {
  let folder = "";
  let server: Server | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nutts-text-"));
  });
  afterEach(() => {
    server?.close();
    rmSync(folder, { recursive: true });
  });

  const at = (name: string): string => join(folder, name);
  const reasonAt = (path: string): string => {
    try {
      return `read: ${readText(path)}`;
    } catch (error) {
      return fileReason(error);
    }
  };

  it("is read whole, through links too, and /dev/null is an empty one", () => {
    writeFileSync(at("f"), "héllo\n");
    symlinkSync("f", at("link"));
    expect(readText(at("link"))).toBe("héllo\n");
    expect(readText("/dev/null")).toBe("");
    expect(readTextIfThere(at("none"))).toBeUndefined();
  });

  it("keeps bytes that are no UTF-8", () => {
    const bytes = Buffer.from("b\xfcro \xc3\xbc \xed\xa0\x80 \x00", "latin1");
    writeFileSync(at("f"), bytes);
    expect(bytesOfText(readText(at("f")))).toBe(bytes.toString("latin1"));
    expect(readText(at("f"))).not.toContain("\ufffd");
  });

  it("that is something else is refused with what it is and what to do", async () => {
    symlinkSync("circle", at("circle"));
    writeFileSync(at("plain"), "");
    mkdirSync(at("folder"));
    spawnSync("mkfifo", [at("pipe")]);
    await new Promise<void>((resolve) => {
      server = createServer().listen(at("socket"), resolve);
    });
    const said = Object.fromEntries(
      ["circle", "plain/f", "folder", "pipe", "socket", "x".repeat(300)].map((name) => [name, reasonAt(at(name))]),
    );
    expect(said).toEqual({
      circle: "Too many levels of symbolic links; its symbolic links lead in a circle; link it to a file",
      "plain/f": "Not a directory; a folder of its path is none; look at NUT_CONFPATH and at the path",
      folder: "Is a directory; put a file there, or name another",
      pipe: "it is a pipe that nobody writes into; put a file there",
      socket: "it is a socket and not a file; put a file there",
      ["x".repeat(300)]: "File name too long; name a shorter path",
    });
    expect(reasonAt("/dev/zero")).toBe("it is a device and not a file; put a file there");
    expect(reasonAt("/proc/self/mem")).toMatch(/^Input\/output error; the disk may be failing/);
  });

  it("may be a pipe that somebody feeds and ends", () => {
    spawnSync("mkfifo", [at("pipe")]);
    const held = openSync(at("pipe"), "r+");
    const feeder = openSync(at("pipe"), "w");
    writeSync(feeder, "text\n");
    expect(reasonAt(at("pipe"))).toBe("it is a pipe that nobody ends; put a file there");
    writeSync(feeder, "text\n");
    closeSync(held);
    const reader = openSync(at("pipe"), constants.O_RDONLY | constants.O_NONBLOCK);
    closeSync(feeder);
    expect(reasonAt(at("pipe"))).toBe("read: text\n");
    closeSync(reader);
  });

  it("has a limit", () => {
    writeFileSync(at("f"), "");
    truncateSync(at("f"), LARGEST_FILE + 1);
    expect(reasonAt(at("f"))).toMatch(/^it is larger than 1 MiB/);
    truncateSync(at("f"), LARGEST_FILE);
    expect(readText(at("f"))).toHaveLength(LARGEST_FILE);
  });
});
