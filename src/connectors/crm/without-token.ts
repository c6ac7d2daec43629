/**
 * A text of a server without the token that it was sent: a server or a proxy may repeat it, and errors quote what a server says. Also where
 * its signs are escaped as in a URL or in JSON; every token of Salesforce has a `!`, which is `%21` to some and itself to others.
 */
export function withoutToken(text: string, token: string): string {
  const signs = [...token].map(sign => (/[A-Za-z0-9]/.test(sign) ? sign : anyFormOf(sign)))
  return token === '' ? text : text.replace(new RegExp(signs.join(''), 'gu'), '(token)')
}

/** Hexadecimal digits are of either case. */
function anyFormOf(sign: string): string {
  const digits = sign
    .charCodeAt(0)
    .toString(16)
    .padStart(2, '0')
    .replace(/[a-f]/g, digit => `[${digit}${digit.toUpperCase()}]`)
  return `(?:\\u{${sign.codePointAt(0)!.toString(16)}}|%${digits}|\\\\u00${digits})`
}
