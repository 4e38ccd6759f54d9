import { useState } from "preact/hooks";
import { RequestError } from "../api/requests.ts";
import { enter } from "../session.ts";
import { type Speech, useSpeech } from "../words.ts";
import { WhoFields } from "./who-fields.tsx";

function whyNot(error: unknown, { say }: Speech): string {
  if (!(error instanceof RequestError)) return say("unreachable");
  if (error.status === 401) return say("wrongLogin");
  if (error.status === 429) return say("tooMany");
  return error.status === 0 ? say("unreachable") : say("failed", { reason: error.message });
}

export function LogIn() {
  const speech = useSpeech();
  const { say } = speech;
  const [problem, setProblem] = useState("");
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    enter(String(form.get("username")), String(form.get("password"))).catch((error: unknown) =>
      setProblem(whyNot(error, speech)),
    );
  };
  return (
    <form class="log-in" onSubmit={submit}>
      <h2>{say("logInTitle")}</h2>
      <WhoFields />
      <p class="problem" role="alert">
        {problem}
      </p>
      <button type="submit">{say("logIn")}</button>
    </form>
  );
}
