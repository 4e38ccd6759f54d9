/** The image and the compose file, held to rules of hadolint's kind and to what is in this folder. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { PROGRAMS } from "../../src/commands/index.ts";
import { all, COMPOSE, COPIED, DOCKERFILE, HEALTH, IGNORED, ROOT, wordsOf } from "./dockerfile.ts";

const json = (path: string) => JSON.parse(readFileSync(`${ROOT}${path}`, "utf8"));
const programs = PROGRAMS.map(({ table }) => table.name);
const [nutts] = [COMPOSE.services.nutts];

describe("the Dockerfile", () => {
  it("copies what is there, and what Docker is given", () => {
    expect(COPIED.length).toBeGreaterThan(8);
    expect(COPIED.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
    expect(COPIED.filter((path) => IGNORED.includes(path))).toEqual([]);
  });

  it("builds on the Node that is packed elsewhere too, by its major version and never by `latest`", () => {
    const major = json("packaging/runtimes.json").bundled.split(".")[0];
    expect(all("FROM")).toEqual([`node:${major}-bookworm-slim AS build`, `node:${major}-bookworm-slim`]);
  });

  it("installs by the lock file, before it copies what changes more often", () => {
    const at = (word: string, rest: RegExp) =>
      DOCKERFILE.findIndex((each) => each.word === word && rest.test(each.rest));
    expect(at("COPY", /package-lock\.json/)).toBeLessThan(at("RUN", /^npm ci$/));
    expect(at("RUN", /^npm ci$/)).toBeLessThan(at("COPY", /^src src$/));
  });

  it("runs as a user by number who is not root, and has no shell in front of the program", () => {
    expect(all("USER")).toEqual(["200:200"]);
    expect(all("RUN").join()).toContain("useradd --system --uid 200 --gid nut");
    expect(Object.keys(json("package.json").bin)).toEqual(wordsOf(all("ENTRYPOINT")[0] ?? ""));
    expect(programs).toContain(wordsOf(all("CMD")[0] ?? "")[0]);
  });

  it("adds nothing from elsewhere, and knows no secret", () => {
    const words = DOCKERFILE.map(({ word }) => word);
    expect(words.filter((word) => ["ADD", "ENV", "ARG", "VOLUME", "MAINTAINER"].includes(word))).toEqual([]);
    expect(all("RUN").filter((line) => /sudo|curl|wget|chmod 777/.test(line))).toEqual([]);
  });

  it("asks by a program of ours whether it is healthy, as the compose file does", () => {
    expect(HEALTH.slice(0, 2)).toEqual(["nutts", "upsc"]);
    expect(nutts.healthcheck.test).toEqual(["CMD", ...HEALTH]);
  });
});

describe("the compose file", () => {
  it("builds this image from the root of the project", () => {
    const context = resolve(ROOT, "packaging/docker", nutts.build.context);
    expect(existsSync(`${context}/package.json`)).toBe(true);
    expect(existsSync(`${context}/${nutts.build.dockerfile}`)).toBe(true);
  });

  it("gives no more rights than a USB device takes", () => {
    expect(nutts.privileged).toBeUndefined();
    expect(nutts.read_only).toBe(true);
    expect(nutts.cap_drop).toEqual(["ALL"]);
    // 189 is the kernel's number of USB device nodes, and r, m and w are all that opening takes.
    expect(nutts.device_cgroup_rules).toEqual(["c 189:* rmw"]);
    expect(nutts.volumes).toContain("/dev/bus/usb:/dev/bus/usb");
    expect(nutts.volumes.filter((volume) => volume.includes("docker.sock"))).toEqual([]);
  });

  it("lets the user of the image write to the folder of the sockets, and to nothing of the configuration", () => {
    expect(nutts.tmpfs[0]).toMatch(/^\/run\/nut:uid=200,gid=200,/);
    expect(nutts.volumes.find((volume) => volume.includes("/etc/nut"))).toMatch(/:ro$/);
  });

  it("publishes the port to the host alone", () => {
    expect(nutts.ports.length).toBe(1);
    expect(nutts.ports.filter((port) => !port.startsWith("127.0.0.1:"))).toEqual([]);
  });
});
