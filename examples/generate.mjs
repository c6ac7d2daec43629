// Writes the sample pipeline in examples/data: one invented sales team in the four layouts that revsched knows, and the same
// pipeline a week later. Deterministic: the same bytes every time.
import {mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

/** The day the sample was taken. */
const asOf = '2026-11-16'
const dayMs = 86_400_000

const stages = [
  ['Qualification', 0.1, 'Pipeline'],
  ['Discovery', 0.2, 'Pipeline'],
  ['Evaluation', 0.4, 'Pipeline'],
  ['Proposal', 0.6, 'Best Case'],
  ['Negotiation', 0.8, 'Commit'],
]
const owners = ['Ada Lindqvist', 'Ben Okafor', 'Chloé Martin', 'Dev Patel', 'Emre Yıldız', 'Fiona Walsh']
/** One owner is careless: defects come this many times as often. */
const carelessOwner = 'Dev Patel'
const firstWords = [
  'Northwind',
  'Bluebird',
  'Granite',
  'Harbor',
  'Juniper',
  'Kestrel',
  'Lumen',
  'Meridian',
  'Nimbus',
  'Orchard',
  'Pioneer',
  'Quarry',
  'Riverside',
  'Summit',
  'Tundra',
  'Umbra',
  'Vertex',
  'Willow',
  'Xenon',
  'Zephyr',
  'Müller & Söhne',
  'Ōsaka',
  'Société Générique',
  'Café "Central",',
]
const secondWords = [
  'Logistics',
  'Foods',
  'Systems',
  'Health',
  'Energy',
  'Retail',
  'Robotics',
  'Insurance',
  'Textiles',
  'Media',
]
const products = [
  'platform',
  'renewal',
  'expansion',
  'pilot',
  'analytics',
  'support plan',
  'rollout 🚀',
  'migration',
]
const steps = [
  'Send the proposal',
  'Security review with their IT',
  'Demo for the finance team',
  'Agree on the rollout plan',
  'Call the sponsor back',
  'Contract to legal',
  'Confirm the budget',
  'Meet the new decision maker',
]

/** Mulberry32: small, seeded, the same on every machine. */
function randomFrom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function sampleDeals() {
  const random = randomFrom(20_261_116)
  const pick = list => list[Math.floor(random() * list.length)]
  const between = (low, high) => low + Math.floor(random() * (high - low + 1))
  const deals = []
  for (let number = 1; number <= 320; number++) {
    const base = {
      id: `D-${String(1000 + number)}`,
      account: `${pick(firstWords)} ${pick(secondWords)}`,
      owner: pick(owners),
      amount: between(4, 60) * 1000 + (random() < 0.12 ? between(60, 240) * 1000 : 0),
      currency: 'USD',
      product: pick(products),
    }
    deals.push(number <= 185 ? openDeal(base, {random, pick, between}) : closedDeal(base, {random, between}))
  }
  return deals
}

function openDeal(base, {random, pick, between}) {
  const [stage, probability, category] = pick(stages)
  const factor = base.owner === carelessOwner ? 4.5 : 1.9
  const defect = share => random() < share * factor
  const created = -between(10, 120)
  const stageSince = defect(0.14) ? -between(35, 90) : -between(1, 28)
  const touched = defect(0.14) ? -between(33, 80) : -between(0, 12)
  const overdue = defect(0.07)
  const contacts = defect(0.05) ? 0 : defect(0.12) ? 1 : between(2, 6)
  return {
    ...base,
    name: `${base.account} ${base.product}`,
    stage,
    probability,
    forecastCategory: defect(0.03) ? 'Commit' : category,
    amount: defect(0.04) ? null : base.amount,
    closeDate: overdue ? -between(1, 45) : between(8, 150),
    createdAt: Math.min(created, stageSince - 3),
    lastStageChangeAt: stageSince,
    lastActivityAt: defect(0.02) ? null : touched,
    nextActivityAt: defect(0.12) ? null : between(1, 20),
    nextStep: defect(0.1) ? null : pick(steps),
    contacts,
  }
}

function closedDeal(base, {random, between}) {
  const closed = -between(1, 330)
  const isWon = random() < 0.45
  return {
    ...base,
    name: `${base.account} ${base.product}`,
    stage: isWon ? 'Closed Won' : 'Closed Lost',
    probability: isWon ? 1 : 0,
    forecastCategory: isWon ? 'Closed' : 'Omitted',
    closeDate: closed,
    createdAt: closed - between(30, 110),
    lastStageChangeAt: closed,
    lastActivityAt: closed,
    nextActivityAt: null,
    nextStep: null,
    contacts: between(1, 5),
  }
}

/** The same pipeline seven days later: won, lost, new, slipped, pulled in, moved, grown, shrunk, tidied up. */
export function nextWeek(deals) {
  const random = randomFrom(7)
  const later = deals.map(deal => {
    if (deal.stage.startsWith('Closed')) return deal
    const chance = random()
    if (chance < 0.04)
      return {
        ...deal,
        stage: 'Closed Won',
        probability: 1,
        forecastCategory: 'Closed',
        closeDate: 5,
        lastStageChangeAt: 5,
        lastActivityAt: 5,
        nextActivityAt: null,
      }
    if (chance < 0.07)
      return {
        ...deal,
        stage: 'Closed Lost',
        probability: 0,
        forecastCategory: 'Omitted',
        closeDate: 4,
        lastStageChangeAt: 4,
        lastActivityAt: 4,
        nextActivityAt: null,
      }
    if (chance < 0.13) return {...deal, closeDate: deal.closeDate + 30, lastActivityAt: 3}
    if (chance < 0.15) return {...deal, closeDate: Math.max(8, deal.closeDate - 20), lastActivityAt: 6}
    if (chance < 0.19 && deal.amount !== null)
      return {...deal, amount: Math.round(deal.amount * 1.2), lastActivityAt: 2}
    if (chance < 0.22 && deal.amount !== null)
      return {...deal, amount: Math.round(deal.amount * 0.8), lastActivityAt: 2}
    if (chance < 0.32) return moved(deal)
    if (chance < 0.6)
      return {
        ...deal,
        lastActivityAt: 4,
        nextActivityAt: 15,
        nextStep: deal.nextStep ?? 'Call the sponsor back',
      }
    return deal
  })
  const fresh = later.slice(0, 6).map((deal, index) => ({
    ...deal,
    id: `D-${2001 + index}`,
    name: `${deal.account} second phase`,
    stage: 'Qualification',
    probability: 0.1,
    forecastCategory: 'Pipeline',
    amount: 20_000 + index * 5000,
    closeDate: 90 + index * 5,
    createdAt: 2,
    lastStageChangeAt: 2,
    lastActivityAt: 5,
    nextActivityAt: 12,
    nextStep: 'Confirm the budget',
    contacts: 2,
  }))
  return [...later, ...fresh]
}

function moved(deal) {
  const at = stages.findIndex(([name]) => name === deal.stage)
  const [stage, probability, forecastCategory] = stages[Math.min(at + 1, stages.length - 1)]
  return {...deal, stage, probability, forecastCategory, lastStageChangeAt: 3, lastActivityAt: 3}
}

const isoDate = days =>
  days === null ? '' : new Date(Date.parse(asOf) + days * dayMs).toISOString().slice(0, 10)
const usDate = days => (days === null ? '' : isoDate(days).replace(/^(\d+)-0?(\d+)-0?(\d+)$/, '$2/$3/$1'))
const isClosed = deal => deal.stage.startsWith('Closed')

function csv(rows) {
  const cell = value =>
    /[",\n]/.test(String(value ?? '')) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? '')
  return `${rows.map(row => row.map(cell).join(',')).join('\n')}\n`
}

export function plainCsv(deals) {
  const head = [
    'id',
    'name',
    'account',
    'owner',
    'stage',
    'amount',
    'currency',
    'probability',
    'forecast_category',
    'close_date',
    'created_at',
    'last_stage_change_at',
    'last_activity_at',
    'next_activity_at',
    'next_step',
    'contacts',
  ]
  return csv([
    head,
    ...deals.map(deal => [
      deal.id,
      deal.name,
      deal.account,
      deal.owner,
      deal.stage,
      deal.amount,
      deal.currency,
      deal.probability,
      deal.forecastCategory,
      isoDate(deal.closeDate),
      isoDate(deal.createdAt),
      isoDate(deal.lastStageChangeAt),
      isoDate(deal.lastActivityAt),
      isoDate(deal.nextActivityAt),
      deal.nextStep,
      deal.contacts,
    ]),
  ])
}

export function salesforceReport(deals) {
  const head = [
    'Opportunity ID',
    'Opportunity Name',
    'Account Name',
    'Opportunity Owner',
    'Stage',
    'Amount',
    'Probability (%)',
    'Close Date',
    'Created Date',
    'Last Stage Change Date',
    'Last Activity',
    'Next Step',
    'Forecast Category',
    'Number of Contacts',
    'Next Activity Date',
  ]
  return csv([
    head,
    ...deals.map(deal => [
      deal.id,
      deal.name,
      deal.account,
      deal.owner,
      deal.stage,
      deal.amount,
      Math.round(deal.probability * 100),
      usDate(deal.closeDate),
      usDate(deal.createdAt),
      usDate(deal.lastStageChangeAt),
      usDate(deal.lastActivityAt),
      deal.nextStep,
      deal.forecastCategory,
      deal.contacts,
      usDate(deal.nextActivityAt),
    ]),
  ])
}

export function salesforceApi(deals) {
  const records = deals.map(deal => ({
    attributes: {type: 'Opportunity'},
    Id: deal.id,
    Name: deal.name,
    Account: {Name: deal.account},
    Owner: {Name: deal.owner},
    StageName: deal.stage,
    Amount: deal.amount,
    Probability: Math.round(deal.probability * 100),
    ForecastCategoryName: deal.forecastCategory,
    CloseDate: isoDate(deal.closeDate),
    CreatedDate: `${isoDate(deal.createdAt)}T12:00:00.000+0000`,
    LastStageChangeDate: `${isoDate(deal.lastStageChangeAt)}T12:00:00.000+0000`,
    LastActivityDate: isoDate(deal.lastActivityAt) || null,
    NextActivityDate: isoDate(deal.nextActivityAt) || null,
    NextStep: deal.nextStep,
    ContactCount: deal.contacts,
    IsClosed: isClosed(deal),
    IsWon: deal.stage === 'Closed Won',
  }))
  return `[\n${records.map(record => JSON.stringify(record)).join(',\n')}\n]\n`
}

export function hubspotExport(deals) {
  const head = [
    'Record ID',
    'Deal Name',
    'Deal Stage',
    'Pipeline',
    'Create Date',
    'Close Date',
    'Deal owner',
    'Amount',
    'Deal probability',
    'Forecast category',
    'Next step',
    'Last Activity Date',
    'Next Activity Date',
    'Number of Associated Contacts',
    'Associated Company',
    'Date entered current stage',
    'Is Deal Closed?',
    'Is Closed Won',
  ]
  const at = days => (days === null ? '' : `${isoDate(days)} 12:00`)
  return csv([
    head,
    ...deals.map(deal => [
      deal.id,
      deal.name,
      deal.stage,
      'Sales Pipeline',
      at(deal.createdAt),
      at(deal.closeDate),
      deal.owner,
      deal.amount,
      deal.probability,
      deal.forecastCategory,
      deal.nextStep,
      at(deal.lastActivityAt),
      at(deal.nextActivityAt),
      deal.contacts,
      deal.account,
      at(deal.lastStageChangeAt),
      isClosed(deal),
      deal.stage === 'Closed Won',
    ]),
  ])
}

/** Every file of examples/data with its content. */
export function sampleFiles() {
  const deals = sampleDeals()
  return {
    'pipeline.csv': plainCsv(deals),
    'pipeline-next-week.csv': plainCsv(nextWeek(deals)),
    'salesforce-report.csv': salesforceReport(deals),
    'salesforce-api.json': salesforceApi(deals),
    'hubspot-export.csv': hubspotExport(deals),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(dirname(fileURLToPath(import.meta.url)), 'data')
  mkdirSync(folder, {recursive: true})
  for (const [name, text] of Object.entries(sampleFiles())) writeFileSync(join(folder, name), text)
}
