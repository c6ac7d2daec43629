import type {ReviewSummary} from '../domain/review/analysis.js'
import type {Picture} from './charts/trend-picture.js'
import type {Digest, DigestPart} from './digest.js'
import {mailBars} from './email-bars.js'
import {font, light, mailStyle} from './email-style.js'
import {listHtml, type MailRows, mailHtml, tableHtml} from './email-table.js'
import {languageAttributes} from './intl-text.js'

/** `cid` is how the mail names the image that comes with it; null where nothing could draw one, and its words are all. */
type MailTrend = Pick<Picture, 'alt' | 'words' | 'legend' | 'width' | 'height'> & {cid: string | null}

type MailContent = {
  digest: Digest
  subject: string
  summary: Pick<ReviewSummary, 'changes'>
  /** Null where there is none yet. */
  trend: MailTrend | null
}

/** Gmail shows the first 102 kB of a mail and hides the rest; what it counts is not written down, so all of this is what it may be. */
export const mostMailBytes = 95_000

const longestList = 50
const longestIntro = 2000

/** At most `mostMailBytes` when encoded: lists are cut until it fits, and say so. */
export function emailHtml(content: MailContent): string {
  for (let rows = longestList; rows > 0; rows = Math.floor(rows * 0.8)) {
    const page = pageHtml(content, rows)
    if (encodedBytes(page) <= mostMailBytes) return page
  }
  return pageHtml(content, 0)
}

/** As base64 in lines of 76 characters: quoted-printable is used where it is less. */
export function encodedBytes(text: string): number {
  const characters = 4 * Math.ceil(Buffer.byteLength(text) / 3)
  return characters + 2 * Math.ceil(characters / 76)
}

/** Where `withNotice` puts what is known only when the mail is sent; no text from outside can hold it. */
const noticePlace = '<!--notice-->'

export function withNotice(page: string, notice: string): string {
  const paragraph = `<p class="tx bd" style="${font};font-size:14px;line-height:20px;margin:0 0 16px;padding:8px 10px;border:1px solid ${light.line};color:${light.text}">${mailHtml(notice)}</p>\n`
  return page.replace(noticePlace, () => paragraph)
}

function pageHtml({digest, subject, summary, trend}: MailContent, rows: number): string {
  const parts = digest.parts.map(part => partHtml(part, summary, {rows, locale: digest.locale}))
  return `<!DOCTYPE html>
<html ${languageAttributes(digest.locale)}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${mailHtml(subject)}</title>
<style>${mailStyle}</style>
</head>
<body class="bg" style="margin:0;padding:0;background:${light.page}">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${mailHtml([digest.score, ...digest.lines].join('. '))}</div>
<div role="main">
<table role="presentation" class="bg" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;background:${light.page}"><tr><td align="center">
<!--[if mso]><table role="presentation" width="640" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:640px"><tr><td align="left" class="pad" style="padding:20px">
${noticePlace}${headHtml(digest)}${trend ? trendHtml(trend) : ''}${parts.join('')}
<p class="mu bd" style="${font};font-size:13px;line-height:18px;margin:24px 0 0;padding:10px 0 0;border-top:1px solid ${light.line};color:${light.muted};word-break:break-word">${mailHtml(digest.footer)}</p>
</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</div>
</body>
</html>
`
}

function headHtml({title, score, band, lines, intro}: Digest): string {
  const [color, ...word] = band === null ? [light.text, 'tx'] : [light[band], band]
  return (
    `<h1 class="tx" style="${font};font-size:20px;line-height:26px;margin:0;color:${light.text};word-break:break-word">${mailHtml(title)}</h1>\n` +
    `<p class="${word.join('')}" style="${font};font-size:34px;line-height:40px;font-weight:bold;margin:4px 0;color:${color}">${mailHtml(score)}</p>\n` +
    lines.map(lineHtml).join('') +
    (intro === null
      ? ''
      : `<p class="tx" style="${font};font-size:15px;line-height:22px;margin:14px 0 0;color:${light.text};white-space:pre-line;word-break:break-word">${mailHtml(intro, longestIntro)}</p>\n`)
  )
}

function lineHtml(line: string): string {
  return `<p class="mu" style="${font};font-size:14px;line-height:20px;margin:0;color:${light.muted};word-break:break-word">${mailHtml(line)}</p>\n`
}

function trendHtml({cid, alt, words, legend, width, height}: MailTrend): string {
  const image =
    cid === null
      ? ''
      : `<p style="margin:16px 0 0"><img src="cid:${cid}" alt="${mailHtml(alt)}" width="${width}" height="${height}" style="display:block;width:100%;max-width:${width}px;height:auto;border:0"></p>\n`
  const caption = cid === null ? `${words}.` : `${words}. ${legend}`
  return `${image}<p class="mu" style="${font};font-size:12px;line-height:16px;margin:2px 0 0;color:${light.muted}">${mailHtml(caption)}</p>\n`
}

function partHtml(part: DigestPart, summary: MailContent['summary'], shown: MailRows): string {
  return part.kind === 'list' ? listHtml(part, shown) : tableHtml(part, mailBars(part, summary), shown)
}
