import { userInfo } from "node:os";

/** Who this process is, for people. */
export function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `number ${process.getuid?.() ?? "?"}`;
  }
}
