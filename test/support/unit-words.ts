/**
 * The words of a line of a systemd unit, as systemd.syntax(7), systemd.unit(5) and systemd.service(5) have them be read: quotes,
 * backslashes, `%%`, and `$$` (not in the first word, which is a path as it stands). Written apart from the code it tests.
 */
export function unitWords(line: string): string[] {
  const words: string[] = []
  let rest = line.trimStart()
  while (rest !== '') {
    const [, quoted, plain] = /^(?:"((?:\\.|[^"\\])*)"|([^\s"\\]+))(?=\s|$)/.exec(rest) ?? []
    const text = quoted ?? plain
    if (text === undefined) throw new Error(`no word begins here: ${rest}`)
    rest = rest.slice(text.length + (quoted === undefined ? 0 : 2)).trimStart()
    const unescaped = text.replace(/\\(.)/g, '$1')
    if (/%/.test(unescaped.replaceAll('%%', ''))) throw new Error(`a specifier: ${text}`)
    const specified = unescaped.replaceAll('%%', '%')
    if (words.length > 0 && /\$/.test(specified.replaceAll('$$', ''))) throw new Error(`a variable: ${text}`)
    words.push(words.length > 0 ? specified.replaceAll('$$', '$') : specified)
  }
  return words
}
