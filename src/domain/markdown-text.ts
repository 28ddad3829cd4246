/** Text that Temporal's pages show as it is, although they read Markdown: no link, no image, no emphasis. */
export function markdownText(text: string): string {
  return text.replace(/\p{Cc}/gu, " ").replace(/[\\`*_[\]<>()#|~!:@]/g, "\\$&");
}
