/** Every question to an Axpert, and every answer, carries a checksum. */
import type { QxReply } from "../../protocol.ts";
import { sealCrc, unsealCrc } from "../../voltronic-crc.ts";

export const sealed = (reply: Omit<QxReply, "leading" | "seal" | "unseal">): QxReply => ({
  ...reply,
  leading: "(",
  seal: sealCrc,
  unseal: unsealCrc,
});
