import {createHash} from 'node:crypto'
import {describe, expect, it} from 'vitest'
import {csvReport} from '../../src/report/csv.js'
import {htmlReport} from '../../src/report/html.js'
import {jsonReport} from '../../src/report/json.js'
import {markdownReport} from '../../src/report/markdown.js'
import {textReport} from '../../src/report/text.js'
import {aDeal} from '../support/a-deal.js'
import {aReportInput} from '../support/a-report-input.js'
import {aReview} from '../support/a-review.js'

const control = String.fromCharCode(27)
const rightToLeft = '\u202e'

/** A late deal whose every text is hostile. */
function hostileReview(text: string) {
  const deal = aDeal({
    name: text,
    owner: text,
    stage: text,
    account: text,
    closeDate: '2025-01-01',
    url: text,
  })
  return aReview([deal, aDeal({id: 'd2'})])
}

const formats = {
  text: textReport,
  markdown: markdownReport,
  html: htmlReport,
  csv: csvReport,
  json: jsonReport,
}
const written = (format: keyof typeof formats, text: string) =>
  [...formats[format](aReportInput(hostileReview(text), {title: text}))].join('')

describe('a text from outside stays text', () => {
  it.each<[keyof typeof formats, string, string, string]>([
    ['text', `${control}[2J${control}]0;owned`, control, '\\u{1b}[2J'],
    ['text', `a${rightToLeft}b`, rightToLeft, 'a\\u{202e}b'],
    ['text', 'one\r\ntwo', 'one\r', 'one two'],
    ['text', '\ud800lonely', '\ud800', 'lonely'],
    ['markdown', '<script>alert(1)</script>', '<script>', '&lt;script&gt;'],
    ['markdown', '<!channel> now', '<!channel>', '&lt;!channel&gt; now'],
    ['markdown', 'a | b', ' a | b', 'a \\| b'],
    ['markdown', '[click](https://evil.example)', 'https://evil', '\\[click\\]'],
    ['markdown', '@here all', '@here', '@\u200bhere all'],
    ['markdown', '`code` *bold* _it_ ~no~ # h', '`code` *', '\\`code\\` \\*bold\\* \\_it\\_ \\~no\\~ \\# h'],
    ['markdown', `${control}[31m`, control, '\\\\u\\{1b\\}'],
    ['html', '<script>alert(1)</script>', '<script>alert', '&lt;script&gt;'],
    ['html', '"><img src=x onerror=alert(1)>', '"><img', '&quot;&gt;&lt;img'],
    ['html', "' onmouseover='x", "' onmouseover", '&#39; onmouseover=&#39;x'],
    ['html', 'javascript:alert(1)', 'href="javascript', 'javascript:alert(1)'],
    ['html', `a${rightToLeft}b`, rightToLeft, 'a\ufffdb'],
    ['html', `${control}[31m`, control, '\ufffd[31m'],
    ['csv', "=cmd|'/c calc'!A1", ',=cmd', "'=cmd|'/c calc'!A1"],
    ['csv', '+1+1', ',+1+1', "'+1+1"],
    ['csv', '-2+3', ',-2+3', "'-2+3"],
    ['csv', '@SUM(A1)', ',@SUM', "'@SUM(A1)"],
    ['csv', '  =1+1', ',  =', "'  =1+1"],
    ['csv', '\uff1d1+1', ',\uff1d1', "'\uff1d1+1"],
    ['csv', 'He said "no", twice', ',He said', '"He said ""no"", twice"'],
    ['csv', 'one\r\ntwo', ',one\r\n', '"one\r\ntwo"'],
  ])('%s: %j never as %j but as %j', (format, text, never, instead) => {
    const report = written(format, text)
    expect(report).toContain(instead)
    expect(report).not.toContain(never)
  })

  it.each(['<b>', '"quoted"', 'one\r\ntwo', `${control}[2J`, '\u2028', '🚀 Café Ōsaka', '</script>'])(
    'JSON gives %j back as it was',
    text => {
      const {review} = JSON.parse(written('json', text))
      expect(review.deals[0].name).toBe(text)
    },
  )

  it('links a deal only over https', () => {
    expect(written('html', 'https://crm.example/d1?a=1&b="2"')).toContain(
      '<a href="https://crm.example/d1?a=1&amp;b=&quot;2&quot;" rel="noreferrer">',
    )
    expect(written('html', 'http://crm.example/d1')).not.toContain('<a ')
  })

  it('a page asks nothing of the network and runs nothing but its own script', () => {
    const page = written('html', '<script>alert(1)</script>')
    const [, style, script] = /<style>(.*?)<\/style>.*<script>(.*?)<\/script>/s.exec(page)!
    const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    expect(page).toContain(
      `content="default-src 'none'; style-src ${sha256(style!)}; script-src ${sha256(script!)}; base-uri 'none'`,
    )
    expect(page.split('<script').length).toBe(2)
    expect(page).not.toMatch(/ style=| on\w+="|<link|<img|src=|@import|url\(/)
  })
})
