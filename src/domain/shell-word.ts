/** A name as a shell takes it: quoted where it has to be. */
export function shellWord(name: string): string {
  if (/^[\w.][\w.@-]*$/.test(name)) return name
  return /["$`\\!]/.test(name) ? `'${name.replaceAll("'", "'\\''")}'` : `"${name}"`
}
