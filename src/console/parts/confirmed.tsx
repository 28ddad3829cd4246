import type { Child } from "hono/jsx";

interface ConfirmedOf {
  readonly text: string;
  readonly action: string;
  readonly children?: Child;
}

/**
 * A command with a confirmation: the first button opens a form, and the button inside sends it. The children are the
 * form's fields.
 */
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
