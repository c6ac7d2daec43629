import fc from 'fast-check'
import {simpleParser} from 'mailparser'
import {describe, expect, it} from 'vitest'
import {defaultTemplate, digestSections} from '../../src/domain/delivery/digest-template.js'
import type {Analysis} from '../../src/domain/review/analysis.js'
import {trendPicture} from '../../src/report/charts/trend-picture.js'
import {type DigestInput, digestOf} from '../../src/report/digest.js'
import {emailHtml, encodedBytes, mostMailBytes, withNotice} from '../../src/report/email-html.js'
import {emailSubject} from '../../src/report/email-subject.js'
import {emailText} from '../../src/report/email-text.js'
import {displayWidth} from '../../src/report/escape.js'
import {aDeal} from '../support/a-deal.js'
import {aReview} from '../support/a-review.js'
import {aRun} from '../support/a-run.js'
import {anAnalysis} from '../support/an-analysis.js'

const trends = [70, null, 75].map((healthScore, index) => ({
  runId: 'r',
  healthScore,
  isUnderOtherRules: index === 2,
  failureRates: {},
}))

function mail(analysis: Analysis, changes: Partial<DigestInput> = {}) {
  const template = {...defaultTemplate, sections: digestSections, length: 50}
  const input = {
    run: aRun(),
    analysis,
    trends,
    template,
    owner: null,
    locale: null,
    isSample: false,
    ...changes,
  }
  const digest = digestOf(input)
  const subject = emailSubject(digest, analysis.summary, input)
  const trend = trendPicture(trends, null)!
  const html = emailHtml({
    digest,
    subject,
    summary: analysis.summary,
    trend: {...trend, cid: 'trend@revsched'},
  })
  return {digest, summary: analysis.summary, html, text: emailText(digest, trend), subject}
}

/** Deals with `count` findings in all, in names and owners of many bytes. */
function found(count: number): Analysis {
  const deals = Array.from({length: count}, (_, index) =>
    aDeal({
      id: `d${index}`,
      name: `${'商談'.repeat(60)} & <b>${index}</b>`,
      owner: `営業 ${index}`,
      nextStep: null,
      url: `https://crm.example/${'x'.repeat(150)}/${index}`,
    }),
  )
  return aReview(deals)
}

const thousands = found(5000)
const reviews = [
  {name: 'no deals', analysis: anAnalysis({deals: [], summary: {changes: null}})},
  {name: '1 deal', analysis: found(1)},
  {name: '5 deals', analysis: found(5)},
  {name: '5,000 deals', analysis: thousands},
  {name: 'the sample', analysis: anAnalysis()},
]

describe('the HTML of a mail', () => {
  it.each(reviews)('of $name holds nothing that a reader of mail drops, blocks or fetches', ({analysis}) => {
    const {html} = mail(analysis)
    const tags = new Set([...html.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, tag]) => tag!.toLowerCase()))
    const allowed =
      'html head meta title style body div table thead tbody tr th td h1 h2 p ul li img a span'.split(' ')
    expect([...tags].filter(tag => !allowed.includes(tag))).toEqual([])
    const styles = [...html.matchAll(/style="([^"]*)"|<style>([^<]*)</g)].map(
      ([, inline, block]) => inline ?? block,
    )
    expect(
      styles.filter(style =>
        /flex|grid|float|position|url\(|@import|@font-face|expression|var\(/.test(style!),
      ),
    ).toEqual([])
    expect([...html.matchAll(/\s(?:src|background|srcset|poster)="([^"]*)"/g)].map(([, at]) => at)).toEqual([
      'cid:trend@revsched',
    ])
    const links = [...html.matchAll(/\shref="([^"]*)"/g)].map(([, at]) => at!)
    expect(links.filter(at => !at.startsWith('https://crm.example/'))).toEqual([])
    expect(html).not.toMatch(/\son[a-z]+=|javascript:/i)
    expect(encodedBytes(html)).toBeLessThanOrEqual(mostMailBytes)
    // Outlook and some gateways break lines that are longer than SMTP allows; encodings do that for us.
    expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="en">/)
  })

  it.each(reviews)('of $name can be read without seeing it', ({analysis}) => {
    const {html, subject} = mail(analysis)
    expect(html).toContain(`<title>${subject}</title>`)
    const tables = [...html.matchAll(/<table\b[^>]*>/g)].map(([tag]) => tag)
    expect(tables.filter(tag => !/role="presentation"|aria-label="/.test(tag))).toEqual([])
    expect([...html.matchAll(/<th\b[^>]*>/g)].filter(([tag]) => !/scope="(col|row)"/.test(tag))).toEqual([])
    expect(html).toMatch(
      /<img [^>]*alt="Trend of the health score over 3 reviews, oldest first: 70, none, 75"/,
    )
  })

  it('cuts lists until it fits, and says so', () => {
    const {html} = mail(thousands)
    expect(html).toMatch(/and \d+ more, and 4,950 other deals/)
    expect(encodedBytes(html)).toBeGreaterThan(mostMailBytes * 0.6)
  })

  it('of few deals cuts nothing', () => {
    expect(mail(found(5)).html).not.toMatch(/and \d+ more/)
  })

  it.each(['', 'a', 'é'.repeat(56), 'x'.repeat(58), '日本'.repeat(99)])(
    'is counted as base64 counts it: %#',
    text => {
      const lines =
        Buffer.from(text)
          .toString('base64')
          .match(/.{1,76}/g) ?? []
      expect(encodedBytes(text)).toBe(lines.reduce((sum, line) => sum + line.length + 2, 0))
    },
  )

  it('tells the trend in words where nothing draws it', () => {
    const {digest, summary} = mail(anAnalysis())
    const trend = {...trendPicture(trends, null)!, cid: null}
    const html = emailHtml({digest, subject: '', summary, trend})
    expect(html).not.toContain('<img')
    expect(html).toContain('Health score of the last 3 reviews: 70, none, 75.</p>')
  })

  it('takes a notice at its head', () => {
    const {html} = mail(anAnalysis())
    expect(withNotice(html, 'once $& <more>')).toMatch(/<p [^>]*>once \$&amp; &lt;more&gt;<\/p>\n<h1/)
  })

  it('holds no tag of a name from outside', async () => {
    const shape = (html: string) =>
      html.replace(/>[^<]*</g, '><').replace(/(href|alt|aria-label|width)="[^"]*"/g, '$1')
    const plain = shape(page('x', 'y', 'https://crm.example/1'))
    const hostile = fc.oneof(
      fc.string({unit: 'binary', minLength: 1}),
      fc
        .array(
          fc.constantFrom(
            '<',
            '>',
            '"',
            "'",
            '&',
            '/',
            '-->',
            '<!--notice-->',
            '<![endif]-->',
            'script',
            '=',
            'https://a.example',
            '\u0000',
            '\u202e',
            ']]>',
            '{{',
            '$&',
          ),
          {minLength: 1},
        )
        .map(parts => parts.join('')),
    )
    fc.assert(
      fc.property(hostile, hostile, (name, owner) => {
        expect(shape(page(`a${name}`, `b${owner}`, `https://crm.example/${name}`))).toBe(plain)
      }),
      {numRuns: 30},
    )
    const {html} = await simpleParser(`Content-Type: text/html\r\n\r\n${plain}`)
    expect(html).toContain('<h1')
  })

  function page(name: string, owner: string, url: string): string {
    const [deal] = anAnalysis().deals()
    const analysis = anAnalysis({deals: [{...deal!, name, owner, url}]})
    return mail(analysis, {template: {...defaultTemplate, title: name, intro: owner}}).html
  }

  it.each([
    'http://crm.example/1',
    'javascript:alert(1)',
    'data:text/html,x',
    `https://crm.example/${'x'.repeat(2000)}`,
  ])('makes no link of %.30s', url => {
    expect(page('x', 'y', url)).not.toContain('<a ')
  })
})

describe('the text of a mail', () => {
  it.each(reviews)('of $name has no line above 76 columns but addresses', ({analysis}) => {
    const {text} = mail(analysis)
    expect(text.split('\n').filter(line => displayWidth(line) > 76 && !/^ *https:/.test(line))).toEqual([])
    expect(text).not.toMatch(/[ \t]\n(?<!\n-- \n)/)
  })

  it('aligns its tables, and tells all that the page does', () => {
    expect(
      mail(anAnalysis(), {
        template: {...defaultTemplate, intro: 'Hello.\nBye.', sections: ['worst-deals', 'owners', 'checks']},
      }).text,
    ).toMatchInlineSnapshot(`
      "weekly
      Score: 75 yellow
      Up 4.8 since 2025-03-25
      6 open deals, 288K; 6 findings, 2 at high risk
      As of 2025-04-01 14:00 Europe/Berlin
      Health score of the last 3 reviews: 70, none, 75

      Hello.
      Bye.

      Deals that cost most points
      ---------------------------
      Points  Deal, owner, why         Amount
        13.6  Northwind platform  120,000 EUR
              Ada: close date 2025-03-10 is 22 days past (critical, new) 10.9; no
              next step (medium) 2.7
              https://crm.example/d1
         6.5  Adventure works       no amount
              no amount (high) 3.3; no activity for 63 days (high) 3.2
         3.9  Tailspin toys        45,000 EUR
              Ada: no activity for 41 days (high, new) 3.9
         1.2  Wingtip              25,000 EUR
              Grace: no next step (medium) 1.2
      and 2 other deals

      By owner
      --------
      Health  Points  Owner   Deals   Amount
          48    17.5  Ada         2  165,000
          80     6.5  (none)      2   18,000
          96     1.2  Grace       2  105,000

      Checks
      ------
      - 4 of 6 checks ran
      - skipped Deal too old: 2 won deals with both dates, 10 are needed
      - skipped One contact only: the source has no contactCount
      - revsched connection test tells how to map a column to a missing field
      - read from file "emea": 10 rows, 1 refused; 6 open deals, 2 won, 1 lost
      - refused row 7, Amount "a lot": not a number

      -- 
      revsched report 1f0c2a44 --open shows all of it
      "
    `)
  })
})

describe('the subject of a mail', () => {
  it.each([
    [{}, 'weekly: 75 yellow (up 4.8)'],
    [{owner: 'Grace', isSample: true}, 'sample: weekly: deals of Grace: 96 green'],
    [{template: {...defaultTemplate, title: 'Monday'}}, 'Monday: 75 yellow (up 4.8)'],
  ])('%j: %s', (changes, subject) => {
    expect(mail(anAnalysis(), changes).subject).toBe(subject)
  })

  it('of a first review has no change, and of no deals no score', () => {
    expect(mail(anAnalysis({deals: [], summary: {changes: null}})).subject).toBe('weekly: no score')
  })
})
