import { useSpeech } from "../words.ts";

/** User and password, of the page or of a NUT server. */
export function WhoFields() {
  const { say } = useSpeech();
  return (
    <>
      <label>
        <span>{say("username")}</span>
        <input name="username" autocomplete="username" required />
      </label>
      <label>
        <span>{say("password")}</span>
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
    </>
  );
}
