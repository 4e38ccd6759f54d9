import type { ChannelKind } from "../channel.ts";
import { COMMAND } from "./command.ts";
import { EMAIL } from "./email.ts";
import { GOTIFY } from "./gotify.ts";
import { NTFY } from "./ntfy.ts";
import { SMS } from "./sms.ts";
import { TELEGRAM } from "./telegram.ts";
import { DISCORD, SLACK, WEBHOOK } from "./webhook.ts";

export const CHANNEL_KINDS: readonly ChannelKind[] = [
  GOTIFY,
  NTFY,
  EMAIL,
  TELEGRAM,
  DISCORD,
  SLACK,
  WEBHOOK,
  SMS,
  COMMAND,
];
