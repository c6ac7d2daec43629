import {readdirSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'

/** The forms in which a secret may be written: as it is, in JSON, in a URL, in base64 at any place of a text, in hexadecimal. */
function formsOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret)
  // Base64 of it within a text depends on what stands in front, by 0, 1 or 2 bytes; the first and last signs on their neighbours.
  const inBase64 = [0, 1, 2].map(before =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
      .slice(before === 0 ? 0 : before + 1, -1),
  )
  const texts = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({s: secret}).toString().slice(2),
    bytes.toString('hex'),
    ...inBase64,
    ...inBase64.map(text => text.replaceAll('+', '-').replaceAll('/', '_')),
  ]
  return [...new Set(texts)].map(text => Buffer.from(text))
}

/** Where any of the secrets stands in these texts, or in any file below these folders. */
export function foundSecrets(
  secrets: readonly string[],
  {texts, folders}: {texts: Readonly<Record<string, string>>; folders: readonly string[]},
): string[] {
  const places: [string, Buffer][] = [
    ...Object.entries(texts).map(([name, text]): [string, Buffer] => [name, Buffer.from(text)]),
    ...folders.flatMap(filesBelow).map((path): [string, Buffer] => [path, readFileSync(path)]),
  ]
  return secrets.flatMap((secret, number) =>
    places
      .filter(([, bytes]) => formsOf(secret).some(form => bytes.includes(form)))
      .map(([name]) => `secret ${number} in ${name}`),
  )
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .map(name => join(folder, name))
    .filter(path => statSync(path).isFile())
}
