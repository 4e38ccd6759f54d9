import { userInfo } from "node:os";

export function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `number ${process.getuid?.() ?? "?"}`;
  }
}
