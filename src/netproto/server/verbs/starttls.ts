import { REQUESTS } from "../../requests.ts";
import { err } from "../answer.ts";
import { verb } from "../verb.ts";

export const starttls = verb(REQUESTS.starttls, { extra: "ignored" }, ({ encrypted, served }) => {
  if (encrypted) return err("already-ssl-mode");
  return served.tls ? { text: "OK STARTTLS\n", next: "starttls" } : err("feature-not-configured");
});
