/** What Slack refuses a message over (docs.slack.dev, Block Kit), where a digest can come near it; lengths in characters. */
export const slackLimits = {
  blocks: 50,
  header: 150,
  section: 3000,
  /** Rows with the one of names. */
  tableRows: 100,
  dataTableRows: 101,
  /** In the cells of all tables of a message. */
  tableText: 10_000,
  chartLabel: 20,
  chartPoints: 20,
  /** Of the blocks as JSON. Nowhere written down: `msg_blocks_too_long` was seen from 13,200 on. */
  total: 12_000,
} as const
