import type { Child } from "hono/jsx";

interface ConfirmedOf {
  readonly text: string;
  readonly action: string;
  readonly children?: Child;
}

/** A button that asks before it acts: it opens, and the button inside does it. The children are the form's fields. */
export function Confirmed({ text, action, children }: ConfirmedOf) {
  return (
    <details class="danger">
      <summary>{text}</summary>
      <form method="post" action={action}>
        {children}
        <button type="submit">{text}</button>
      </form>
    </details>
  );
}
