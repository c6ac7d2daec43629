import {expect, it} from 'vitest'
import {mailBytes} from '../../src/delivery/email-message.js'
import {emailSettings} from '../../src/delivery/email-settings.js'
import {encodedBytes} from '../../src/report/email-html.js'
import {aRun} from '../support/a-run.js'

const settings = emailSettings({host: 'smtp.acme.com', from: 'revops@acme.com', to: 'ann@acme.com'})

/** The headers of the mail, those of its HTML part, and that part as it is sent. */
async function mailParts(
  html: string,
  key = 'd-1',
  reviewName = 'weekly',
): Promise<[string, string, string]> {
  const sending = {
    settings,
    secret: null,
    message: {subject: 'x', html, text: 'x', images: []},
    run: aRun({reviewName}),
    recipient: null,
    key,
    isRepeat: false,
    state: {},
    now: new Date('2025-04-01T12:00:00Z'),
  }
  const raw = (await mailBytes({settings, to: settings.to, sending})).toString('latin1')
  const part = raw.slice(raw.indexOf('Content-Type: text/html'))
  const start = part.indexOf('\r\n\r\n')
  const head = raw.slice(0, raw.indexOf('\r\n\r\n'))
  return [head, part.slice(0, start), part.slice(start + 4, part.indexOf('\r\n----'))]
}

it.each([
  {name: 'plain letters', text: 'a line of letters\n', encoding: 'quoted-printable'},
  {name: 'one in eight to escape', text: 'seven &=', encoding: 'base64'},
  {name: 'one in nine to escape', text: 'seven & =', encoding: 'quoted-printable'},
  {name: 'umlauts', text: 'Größe für Öl', encoding: 'base64'},
  {name: 'letters of three bytes', text: '商談', encoding: 'base64'},
  {name: 'emoji', text: '📈', encoding: 'base64'},
])('HTML of $name is never longer than it was counted', async ({text, encoding}) => {
  const html = text.repeat(3000)
  const [, head, body] = await mailParts(html)
  expect(body.length).toBeLessThanOrEqual(encodedBytes(html))
  expect(head).toContain(`Content-Transfer-Encoding: ${encoding}`)
})

it.each([
  {key: '01J-abc', id: '<01J-abc@acme.com>'},
  {key: 'run 1/Ann>', id: '<run=20=1=2f=Ann=3e=@acme.com>'},
  {key: 'a\r\nBcc: x', id: '<a=d==a=Bcc=3a==20=x@acme.com>'},
])('the key $key is the Message-ID $id', async ({key, id}) => {
  const [head] = await mailParts('x', key)
  expect(head).toContain(`Message-ID: ${id}`)
})

it.each([
  {reviewName: 'weekly-emea', id: /^List-ID: <weekly-emea\.revsched\.acme\.com>$/m},
  {reviewName: 'Weekly EMEA', id: /^List-ID: <weekly-emea-[0-9a-f]{8}\.revsched\.acme\.com>$/m},
  {reviewName: '週次', id: /^List-ID: <[0-9a-f]{8}\.revsched\.acme\.com>$/m},
])('the review $reviewName has a list of its own', async ({reviewName, id}) => {
  const [head] = await mailParts('x', 'd-1', reviewName)
  expect(head).toMatch(id)
})
