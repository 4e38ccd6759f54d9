import type { FileTree } from "./file-tree.ts";
import type { SystemFacts } from "./system-facts.ts";

/** What a link with the name of a C program leads to when it is one of ours. */
const OURS = /\/nutts\/bin\/(nutts|run\.js)$/;

/** Programs of the C project that are installed here. */
export function cPrograms(tree: FileTree, { distribution }: SystemFacts): readonly string[] {
  const { sbinPath, driverPath } = distribution;
  return [`${sbinPath}/upsd`, `${sbinPath}/upsmon`, `${driverPath}/usbhid-ups`].filter(
    (path) => tree.stat(path)?.kind === "file" && !OURS.test(tree.resolve(path) ?? ""),
  );
}
