/** Whom a change is asked for by: from the command line, else from the person at the keyboard. */
import { userInfo } from "node:os";
import type { CommandLine } from "../cli/options.ts";
import type { Prompter } from "../cli/prompts.ts";
import type { AuthSettings } from "../conf/nutauth/nutauth-conf.ts";

/** The account that runs us, or undefined when the system has no name for it. */
export function accountName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

/** A prompter that is loaded when the first question is asked. */
export class CredentialPrompt {
  readonly #load: () => Promise<Prompter>;
  #prompter: Prompter | undefined;

  constructor(load: () => Promise<Prompter>) {
    this.#load = load;
  }

  /** `-u`, else nutauth.conf, else a question with the account's name as the default. Undefined at the end of input. */
  async username(line: CommandLine, auth: AuthSettings): Promise<string | undefined> {
    return line.value("u") ?? auth.user ?? (await this.prompter()).line("Username", accountName());
  }

  /** `-p`, else nutauth.conf, else a question without echo. */
  async password(line: CommandLine, auth: AuthSettings): Promise<string | undefined> {
    return line.value("p") ?? auth.pass ?? (await this.prompter()).secret("Password");
  }

  async prompter(): Promise<Prompter> {
    this.#prompter ??= await this.#load();
    return this.#prompter;
  }

  close(): void {
    this.#prompter?.close();
  }
}
