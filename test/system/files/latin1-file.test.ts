import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { bytesOfText } from "../../../src/nut/byte-text.ts";
import { FILES } from "../../../src/system/files/files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-latin1-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("keeps the bytes of a file that is not in UTF-8, read and written again", () => {
  const path = join(folder, "ups.conf");
  const bytes = Buffer.from("[b\xfcro]\n", "latin1");
  writeFileSync(path, bytes);
  const text = FILES.read(path) ?? "";
  expect(bytesOfText(text)).toBe("[b\xfcro]\n");
  FILES.replace(path, text, 0o640);
  expect(readFileSync(path)).toEqual(bytes);
});
