import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {plainText} from '../../src/report/cut-text.js'
import {asPossibleRepeat, type SlackMessage, slackMessage} from '../../src/report/slack-blocks.js'
import {mrkdwn, mrkdwnLink} from '../../src/report/slack-text.js'
import {aDigest, aDigestOf, anyDigest} from '../support/a-digest.js'
import {blockKitProblems} from '../support/block-kit.js'

const looks = ['native', 'plain'] as const
const hostile = '<!channel> & <@U1|x> *b* `c` _i_ ~s~\n> q \u202e'

/** What a reader sees, roughly. */
const shown = ({text, blocks}: SlackMessage) =>
  [text, ...blocks.map(block => shownBlock(block as ShownBlock))].join('\n\n')

type ShownBlock = {
  type: string
  text?: {text: string}
  elements?: readonly {text: string}[]
  rows?: readonly (readonly object[])[]
  chart?: {type: string; series: readonly {data: readonly {label: string; value: number}[]}[]}
}

function shownBlock({type, text, elements, rows, chart}: ShownBlock): string {
  const cells = rows?.map(row =>
    row.map(cell => /"text":"([^"]*)"/.exec(JSON.stringify(cell))?.[1]).join(' | '),
  )
  const bars = chart?.series[0]?.data.map(({label, value}) => `${label}: ${value}`)
  const lines = bars ?? cells ?? [text?.text ?? elements?.[0]?.text]
  return `[${type}${chart ? ` ${chart.type}` : ''}]\n${lines.join('\n')}`
}

describe('a message for Slack', () => {
  it.each(looks)('%s: looks like this', async look => {
    const message = slackMessage(aDigest({}, {length: 2}), look)
    await expect(`${shown(message)}\n`).toMatchFileSnapshot(`snapshots/slack-${look}.txt`)
  })

  it.each([
    [0, 'Acme'],
    [1, hostile],
    [5, `${hostile} `.repeat(300)],
    [60, '&'.repeat(4000)],
    [60, '🧑🏽‍🚀'.repeat(500)],
    [5000, hostile],
  ])('keeps the limits with %i findings', (findings, text) => {
    const digest = aDigestOf(findings, text)
    for (const look of looks) {
      const message = slackMessage(digest, look)
      expect(blockKitProblems(message)).toEqual([])
      expect(blockKitProblems(asPossibleRepeat(message))).toEqual([])
    }
  })

  it.each(looks)('%s: keeps the limits whatever the digest', look => {
    fc.assert(
      fc.property(anyDigest, digest => {
        const problems = blockKitProblems(asPossibleRepeat(slackMessage(digest, look)))
        if (problems.length > 0) throw new Error(problems.join('\n'))
      }),
      {numRuns: 25},
    )
  })

  it.each(looks)('%s: says what it leaves out', look => {
    const digest = aDigestOf(60, 'a name of some length '.repeat(6))
    expect(JSON.stringify(slackMessage(digest, look).blocks)).toMatch(/\+ \d+ more, and 10 other deals/)
    const huge = {...digest, parts: Array(12).fill(digest.parts[1])}
    const told = slackMessage(huge, look).blocks.at(-1)?.elements as {text: string}[]
    expect(told[0]?.text).toMatch(/^Left out to keep this short: "Deals that cost most points", "/)
  })

  it('mentions nobody and links nothing but records', () => {
    const plain = slackMessage(aDigestOf(5, '<!channel> <@U1> https://evil.example'), 'plain')
    const texts = JSON.stringify(plain.blocks.filter(({type}) => type === 'section')) + plain.text
    expect(texts).not.toMatch(/<[!@#]/)
    expect(texts).toContain('<https://crm.example/4|&lt;!channel&gt; &lt;@U1&gt; https://evil.example>')
    expect(texts.split('"mrkdwn"').length).toBe(texts.split('"verbatim":true').length)
    expect(Object.keys(plain)).toEqual(['text', 'blocks'])
  })

  it('marks a possible repeat first', () => {
    const {text, blocks} = asPossibleRepeat(slackMessage(aDigest(), 'plain'))
    expect(text).toMatch(/^Possible repeat: weekly/)
    expect(JSON.stringify(blocks[0])).toContain('Possible repeat')
  })
})

describe('text for Slack', () => {
  it.each([
    ['plain words', 'Acme', 'Acme'],
    ['entities, once', 'a & b < c > d &amp;', 'a &amp; b &lt; c &gt; d &amp;amp;'],
    ['a mention of all', '<!channel>', '&lt;!channel&gt;'],
    ['a mention', '<@U1>', '&lt;@U1&gt;'],
    ['a link', '<https://evil.example|Acme>', '&lt;https://evil.example|Acme&gt;'],
    ['bold', '*bold*', '∗bold∗'],
    ['italic and struck out', '_a_ ~b~', 'ˍaˍ ∼b∼'],
    ['code', 'a`b` ```c```', 'aˋbˋ ˋˋˋcˋˋˋ'],
    ['signs inside of a word', 'ACME_2025*x', 'ACME_2025*x'],
    ['line breaks', 'one\n> two\r\nthree', 'one &gt; two three'],
    ['what turns text around', 'a\u202eb', 'a\\u{202e}b'],
    ['half of a pair', 'a\ud83d', 'a\\u{d83d}'],
    ['as long as allowed', '123456', '123456'],
    ['too long', '1234567', '12345…'],
    ['cut before an entity', '1234&', '1234…'],
    ['cut before an emoji', '1234🚀', '1234🚀'],
    ['cut between emoji', '123🚀🚀', '123🚀…'],
  ])('%s', (_, given, expected) => {
    const most = /^\d/.test(given) ? 6 : 100
    expect(mrkdwn(given, most)).toBe(expected)
  })

  it.each([
    ['a record', 'https://crm.example/d?a=1&b=2', '<https://crm.example/d?a=1&amp;b=2|A &amp; B>'],
    ['over http', 'http://crm.example/d', '<http://crm.example/d|A &amp; B>'],
    ['signs of a link', 'https://crm.example/a|b<c>d', '<https://crm.example/a%7Cb%3Cc%3Ed|A &amp; B>'],
    [
      'a fragment with them',
      'https://crm.example/#|<!here>',
      '<https://crm.example/#%7C%3C!here%3E|A &amp; B>',
    ],
    ['a script', 'javascript:alert(1)', 'A &amp; B'],
    ['a mail address', 'mailto:a@b.example', 'A &amp; B'],
    ['a user in front', 'https://crm.example@evil.example/', 'A &amp; B'],
    ['no URL', 'crm.example', 'A &amp; B'],
    ['none', null, 'A &amp; B'],
    ['too long an address', `https://crm.example/${'x'.repeat(1000)}`, 'A &amp; B'],
    ['one that is long once it is encoded', `https://crm.example/?${'&'.repeat(400)}`, 'A &amp; B'],
  ])('links %s', (_, url, expected) => {
    expect(mrkdwnLink({text: 'A & B', url}, 100)).toBe(expected)
  })

  it.each([
    ['nothing', '', '-'],
    ['signs', '<b> & *c*', '<b> & *c*'],
    ['a line break', 'a\nb', 'a b'],
    ['too long', '123456789012', '123456789…'],
  ])('as it comes: %s', (_, given, expected) => {
    expect(plainText(given, 10)).toBe(expected)
  })
})
