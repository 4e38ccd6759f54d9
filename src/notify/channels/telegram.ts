import { httpChannel, JSON_HEADERS, under } from "../http-channel.ts";
import { isSubjectEnough } from "../notice.ts";

export const TELEGRAM = httpChannel({
  name: "telegram",
  settings: [
    { name: "token", help: "the bot's token, as BotFather gave it", required: true, secret: true },
    { name: "chat", help: "id of the chat, or @name of a channel", required: true },
    { name: "url", help: "address of the bot API", fallback: "https://api.telegram.org" },
  ],
  blame: { 400: "chat", 401: "token", 403: "chat (has the bot been added to it?)", 404: "token" },
  request: (notice, settings) => ({
    method: "POST",
    url: under(settings.get("url"), `bot${settings.get("token")}/sendMessage`),
    headers: JSON_HEADERS,
    body: JSON.stringify({
      chat_id: settings.get("chat"),
      text: isSubjectEnough(notice) ? notice.subject : `${notice.subject}\n${notice.text}`,
    }),
  }),
});
