/** What is between these is shown at once by terminals that know them; others pass over them. */
export function atOnce(text: string): string {
  return `\u001b[?2026h${text}\u001b[?2026l`
}
