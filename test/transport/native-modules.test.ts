import { describe, expect, it } from "@jest/globals";
import { loadSerialPort, loadUsb, missed } from "../../src/transport/native-modules.ts";

const none = () => Promise.reject(new Error("No native build was found\n  loaded from: somewhere"));

describe("an npm package without a part for this machine", () => {
  it.each([
    ["USB devices", "usb", () => loadUsb(none)],
    ["serial ports", "serialport", () => loadSerialPort(none)],
  ] as const)("says of %s that they cannot be opened, where they could, and what to do", async (what, name, load) => {
    const error = await missed(load);
    expect(error?.fault).toBe("configuration");
    const { platform, arch, versions } = process;
    expect(error?.message).toMatch(
      `${what} cannot be opened: the npm package ${name} has no part for this machine, ${platform} ${arch}`,
    );
    expect(error?.message).toMatch(`Node ${versions.node} (No native build was found). There is one for Linux on x64`);
    expect(error?.message).toMatch(/or run the C project's driver for it, beside the rest of nutts$/);
    expect(error?.message).not.toContain("\n");
  });

  it("is not missed where it is whole", async () => {
    expect(await missed(loadUsb)).toBeUndefined();
    expect(await missed(loadSerialPort)).toBeUndefined();
  });

  it("does not hide a fault of another kind", async () => {
    await expect(missed(() => Promise.reject(new TypeError("a mistake of ours")))).rejects.toThrow("a mistake of ours");
  });
});
