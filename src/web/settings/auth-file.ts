/** PeaNUT's auth.yaml: the user who has set it up there. */
import { NutError } from "../../nut/errors.ts";
import type { Files } from "../../system/files/files.ts";
import { isBcrypt } from "../http/bcrypt.ts";
import type { StoredCredentials } from "../http/stored-user.ts";
import { readYaml } from "./settings-file.ts";

/** Where the image of PeaNUT has it. */
const OF_IMAGE = "/config/auth.yaml";

const refusal = (text: string): NutError => new NutError("configuration", text);

/** Undefined where there is none: the one that is named must be there, that of the image may. Throws NutError `configuration`. */
export async function readAuthFile(named: string | undefined, files: Files): Promise<StoredCredentials | undefined> {
  const path = named ?? OF_IMAGE;
  const value = await readYaml(path, files);
  if (value === undefined) {
    if (named === undefined) return undefined;
    throw refusal(`${path}: there is no such file; write it, or leave out AUTH_FILE_PATH`);
  }
  if (value === null) return undefined;
  const known = typeof value === "object" && "username" in value && "passwordHash" in value;
  if (!known) throw refusal(`${path}: it needs username and passwordHash, as PeaNUT writes them`);
  const { username, passwordHash } = value;
  if (typeof username !== "string" || username === "") throw refusal(`${path}: username is no text`);
  if (typeof passwordHash !== "string" || !isBcrypt(passwordHash))
    throw refusal(`${path}: passwordHash is no hash of bcrypt ($2b$10$…, with a cost of 4 to 14)`);
  return { username, passwordHash };
}
