import {createHash} from 'node:crypto'

const style =
  'body{font:1.1rem system-ui,sans-serif;max-width:34rem;margin:20vh auto;padding:0 1rem;color-scheme:light dark}'

const styleHash = createHash('sha256').update(style).digest('base64')

/** Nothing is loaded, nothing runs, and no other page learns the address, in which the code is. */
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

/** The page that a browser shows when it comes back from a login. */
export function loginPage(text: string): {html: string; headers: Readonly<Record<string, string>>} {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>revsched</title><style>${style}</style><h1>revsched</h1><p>${escaped(text)}</p></html>\n`
  return {html, headers}
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
