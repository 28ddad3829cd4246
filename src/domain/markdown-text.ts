/** Escapes a text for Temporal's pages, which render Markdown: it makes no link, image or emphasis. */
export function markdownText(text: string): string {
  return text.replace(/\p{Cc}/gu, " ").replace(/[\\`*_[\]<>()#|~!:@]/g, "\\$&");
}
