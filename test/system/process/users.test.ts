import { describe, expect, it } from "@jest/globals";
import { systemUsers } from "../../../src/system/process/users.ts";
import { FakeRunner } from "../../sim/machine/fake-host.ts";

const exited = (status: number, stdout: string) => ({ kind: "exited", status, stdout, stderr: "" }) as const;

describe("an account", () => {
  it("is found by name, with all its groups", async () => {
    const runner = new FakeRunner();
    runner.answers.set("getent passwd -- nut", exited(0, "nut:x:102:109::/run/nut:/usr/sbin/nologin\n"));
    runner.answers.set("id -G -- nut", exited(0, "109 20 46\n"));
    expect(await systemUsers(runner).find("nut")).toEqual({ name: "nut", uid: 102, gid: 109, groups: [109, 20, 46] });
  });

  it("is found by number", async () => {
    const runner = new FakeRunner();
    runner.answers.set("getent passwd -- 102", exited(0, "nut:x:102:109::/run/nut:/usr/sbin/nologin\n"));
    expect(await systemUsers(runner).find("102")).toEqual({ name: "nut", uid: 102, gid: 109, groups: [109] });
  });

  it("is found through id where there is no getent", async () => {
    const runner = new FakeRunner();
    runner.answers.set("getent", { kind: "not-started", reason: "ENOENT" });
    runner.answers.set("id -u -- nut", exited(0, "102\n"));
    runner.answers.set("id -g -- nut", exited(0, "109\n"));
    runner.answers.set("id -G -- nut", exited(0, "109\n"));
    expect(await systemUsers(runner).find("nut")).toEqual({ name: "nut", uid: 102, gid: 109, groups: [109] });
  });

  it("that does not exist is nobody", async () => {
    const runner = new FakeRunner();
    runner.answers.set("getent", exited(2, ""));
    runner.answers.set("id", exited(1, ""));
    expect(await systemUsers(runner).find("nobody-here")).toBeUndefined();
  });
});
