import {createHash} from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import type {ChannelMessage, Sending} from '../domain/ports/channel-driver.js'
import {withNotice} from '../report/email-html.js'
import type {EmailSettings} from './email-settings.js'

/** What `render` makes: the mail before it is known who gets it, and whether again. */
export type EmailMessage = {
  subject: string
  html: string
  text: string
  /** With the names that the HTML has for them. */
  images: readonly {cid: string; filename: string; png: Uint8Array}[]
}

function emailMessage(message: ChannelMessage): EmailMessage {
  const {subject, html, text, images} = message as EmailMessage
  return {subject, html, text, images}
}

const repeatNotice =
  'Possible repeat: it is not known whether an earlier attempt to send this mail reached you.'

type Mail = {settings: EmailSettings; to: readonly string[]; sending: Sending}

/**
 * The whole mail, as it is sent. Every attempt has the same Message-ID, so that a mailbox that got it already can tell. Nothing in it is read
 * from files or addresses, whatever a text says.
 */
export function mailBytes({settings, to, sending}: Mail): Promise<Buffer> {
  const {subject, html, text, images} = emailMessage(sending.message)
  const {isRepeat, run, key, now} = sending
  const {from, replyTo} = settings
  const composer = new MailComposer({
    disableFileAccess: true,
    disableUrlAccess: true,
    from: {name: from.name ?? '', address: from.address},
    to: to.map(address => ({name: '', address})),
    ...(replyTo !== null && {replyTo: {name: '', address: replyTo}}),
    subject: oneLine(`[revsched] ${isRepeat ? 'possible repeat: ' : ''}${subject}`),
    messageId: `<${idText(key)}@${domainOf(from.address)}>`,
    date: now,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'List-Id': `<${listId(run.reviewName)}.revsched.${domainOf(from.address)}>`,
      'List-Unsubscribe': `<mailto:${replyTo ?? from.address}?subject=unsubscribe>`,
    },
    text: {content: isRepeat ? `${repeatNotice}\n\n${text}` : text},
    html: {content: isRepeat ? withNotice(html, repeatNotice) : html},
    attachments: images.map(({cid, filename, png}) => ({
      cid,
      filename,
      content: Buffer.from(png),
      contentType: 'image/png',
      contentDisposition: 'inline' as const,
    })),
    ...(isMostlyAscii(html) ? {encoding: 'quoted-printable'} : {encoding: 'base64'}),
  })
  return composer.compile().build()
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

const longestSubject = 200

/** No line break and nothing invisible: a subject is one header, and what follows would be another. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
  const characters = [...line.slice(0, 2 * longestSubject)]
  return characters.length <= longestSubject ? line : `${characters.slice(0, longestSubject - 1).join('')}…`
}

/** A key in characters that a Message-ID may have; no two keys become one. */
function idText(key: string): string {
  return key.replace(/[^A-Za-z0-9-]/g, character => `=${character.codePointAt(0)!.toString(16)}=`)
}

/** The same for all mails of a review, so that they can be sorted by it. */
function listId(reviewName: string): string {
  const plain = reviewName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  if (plain === reviewName) return plain
  const mark = createHash('sha256').update(reviewName).digest('hex').slice(0, 8)
  return plain === '' ? mark : `${plain}-${mark}`
}

/** In quoted-printable, a byte beyond ASCII, or a `=`, takes three characters, and all others one; in base64, all take four thirds. */
function isMostlyAscii(text: string): boolean {
  const escaped = text.match(/[^\x20-\x3c\x3e-\x7e\n]/g) ?? []
  const bytes = escaped.reduce((sum, character) => sum + Buffer.byteLength(character), 0)
  return bytes < Buffer.byteLength(text) / 8
}
