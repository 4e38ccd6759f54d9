/**
 * A copy of Node for the daemons that are measured: whatever else runs on Node here shares no page with them then, and
 * their proportional memory is what they cost by themselves.
 */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "nutts-bench-node-"));
export const OWN_NODE = join(folder, "node");
copyFileSync(process.execPath, OWN_NODE);
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
