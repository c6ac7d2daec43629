import {plainText} from './cut-text.js'
import type {Digest, DigestPart} from './digest.js'
import {fittedMessage} from './fit-digest.js'
import {slackLimits} from './slack-limits.js'
import {lossChart, nativeTable, type SlackBlock, trendChart} from './slack-native.js'
import {mrkdwn, mrkdwnLink} from './slack-text.js'
import {sparkline} from './sparkline.js'

/** `text` is what a notification and a screen reader say. */
export type SlackMessage = {text: string; blocks: readonly SlackBlock[]}

/** Kept free for the mark of a repeat. */
const repeatBlocks = 1
const repeatText = 200

const longest = {text: 1000, line: 300, intro: 1000, item: 400, cell: 300, heading: 200, footer: 600} as const

const bandSigns = {
  green: ':large_green_circle:',
  yellow: ':large_yellow_circle:',
  red: ':red_circle:',
} as const

/** A digest within Slack's limits. `native`: with charts and tables that Slack draws itself; `plain`: of text alone, which every client has. */
export function slackMessage(digest: Digest, look: 'native' | 'plain'): SlackMessage {
  const blocks = fittedMessage(digest, {
    render: smaller => (look === 'native' ? nativeBlocks(smaller) : plainBlocks(smaller)),
    fits: areWithinLimits,
  })
  return {
    text: mrkdwn([`${digest.title}: ${digest.score}`, ...digest.lines].join('. '), longest.text),
    blocks,
  }
}

/** The same for recipients who may have it already. */
export function asPossibleRepeat({text, blocks}: SlackMessage): SlackMessage {
  return {
    text: `Possible repeat: ${text}`,
    blocks: [context('Possible repeat: an earlier attempt to send this may have arrived.'), ...blocks],
  }
}

function areWithinLimits(blocks: readonly SlackBlock[]): boolean {
  const cells = blocks.flatMap(({rows}) => (Array.isArray(rows) ? rows : []))
  return (
    blocks.length <= slackLimits.blocks - repeatBlocks &&
    JSON.stringify(blocks).length <= slackLimits.total - repeatText &&
    JSON.stringify(cells).length <= slackLimits.tableText
  )
}

function plainBlocks(digest: Digest): SlackBlock[] {
  return [...head(digest, trendLine(digest)), ...digest.parts.flatMap(plainPart), context(digest.footer)]
}

function nativeBlocks(digest: Digest): SlackBlock[] {
  const trend = trendChart(digest)
  return [
    ...head(digest, []),
    ...(trend ? [trend] : []),
    ...digest.parts.flatMap(part => (part.kind === 'table' ? nativePart(part) : plainPart(part))),
    context(digest.footer),
  ]
}

function head({title, score, band, lines, intro}: Digest, more: readonly string[]): SlackBlock[] {
  const sign = band === null ? '' : `${bandSigns[band]} `
  const said = [...lines.map(line => mrkdwn(line, longest.line)), ...more].slice(0, 8)
  return [
    {type: 'header', text: plain(title, slackLimits.header)},
    ...(intro ? [section(mrkdwn(intro, longest.intro))] : []),
    section([`${sign}*${mrkdwn(score, longest.line)}*`, ...said].join('\n')),
  ]
}

function trendLine({scores}: Digest): string[] {
  const known = scores.filter(score => score !== null)
  if (known.length < 2) return []
  const bars = sparkline(
    scores.slice(-slackLimits.chartPoints).map(value => ({value})),
    {least: 0, most: 100},
  )
  return [`Last reviews: ${bars}`]
}

function nativePart(part: Extract<DigestPart, {kind: 'table'}>): SlackBlock[] {
  const chart = part.section === 'rules' ? lossChart(part) : null
  return [
    section(heading(part)),
    ...(chart ? [chart] : []),
    nativeTable(part),
    ...(part.more === null ? [] : [context(part.more)]),
  ]
}

/** A line for each item or row, in as many sections as that takes. */
function plainPart(part: DigestPart): SlackBlock[] {
  const lines =
    part.kind === 'list' ? part.items.map(item => `• ${mrkdwn(item, longest.item)}`) : rowLines(part)
  const sections: string[] = []
  let open = heading(part)
  for (const line of lines) {
    if (open.length + 1 + line.length <= slackLimits.section) {
      open += `\n${line}`
      continue
    }
    sections.push(open)
    open = line
  }
  return [...sections, open].map(section)
}

function rowLines({columns, rows, more}: Extract<DigestPart, {kind: 'table'}>): string[] {
  const names = columns.map(({name}) => mrkdwn(name, longest.cell)).join(' · ')
  const lines = rows.map(row => {
    const cells = row.map((cell, index) => {
      const text = mrkdwnLink(cell, longest.cell) || '-'
      return index === 0 && columns[0]?.isNumber ? `*${text}*` : text
    })
    return `• ${cells.join(' · ')}`
  })
  return [`_${names}_`, ...lines, ...(more === null ? [] : [mrkdwn(more, longest.item)])]
}

function heading({heading}: DigestPart): string {
  return `*${mrkdwn(heading, longest.heading)}*`
}

/** `verbatim`: a name that looks like an address or a channel does not become a link. */
function section(text: string): SlackBlock {
  return {type: 'section', text: {type: 'mrkdwn', text, verbatim: true}}
}

function context(text: string): SlackBlock {
  return {type: 'context', elements: [plain(text, longest.footer)]}
}

function plain(text: string, most: number): SlackBlock {
  return {type: 'plain_text', text: plainText(text, most), emoji: false}
}
