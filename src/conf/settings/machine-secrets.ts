/** Secrets of settings as this machine has them: in files, and in the environment. */
import type { Env } from "../../system/files/paths.ts";
import { readText } from "../../system/files/text-file.ts";
import { fileReason } from "../../system/system-error.ts";
import type { Secret, SecretSource } from "./section-settings.ts";

function readSecret(path: string): Secret {
  try {
    return { kind: "found", secret: readText(path) };
  } catch (error) {
    return { kind: "none", why: fileReason(error) };
  }
}

export const machineSecrets = (env: Env): SecretSource => ({ file: readSecret, env: (name) => env[name] });
