import {once} from 'node:events'
import {createWriteStream} from 'node:fs'

const stages = [
  ['Qualification', 0.1, 'Pipeline'],
  ['Discovery', 0.2, 'Pipeline'],
  ['Evaluation', 0.4, 'Pipeline'],
  ['Proposal', 0.6, 'Best Case'],
  ['Negotiation', 0.8, 'Commit'],
]

/** Writes a CSV of `count` open deals with 16 columns as of 2026-11-16; about 6 % of the rows have each defect. Seeded. */
export async function generateDeals(count, path) {
  let state = 7
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff
    return state / 0x7fffffff
  }
  // Each day is written once: dates were most of the time that this takes.
  const written = new Map()
  const day = days => {
    if (!written.has(days))
      written.set(days, new Date(Date.parse('2026-11-16') + days * 86_400_000).toISOString().slice(0, 10))
    return written.get(days)
  }
  const up = limit => Math.floor(random() * limit)
  const out = createWriteStream(path)
  out.write(
    'id,name,account,owner,stage,amount,currency,probability,forecast_category,close_date,created_at,last_stage_change_at,last_activity_at,next_activity_at,next_step,contacts\n',
  )
  let text = ''
  for (let index = 0; index < count; index++) {
    const [stage, probability, category] = stages[up(stages.length)]
    const name = random() < 0.05 ? `"Deal, number ${index}"` : `Deal number ${index}`
    const closeDate = day(random() < 0.06 ? -up(40) - 1 : up(200))
    const activity = day(-up(random() < 0.06 ? 80 : 12))
    const amount = random() < 0.06 ? '' : up(90_000) + 1000
    text += `D-${1_000_000 + index},${name},Account ${up(5000)},Owner ${up(50)},${stage},${amount},USD,${probability},${category},${closeDate},${day(-up(200) - 30)},${day(-up(random() < 0.06 ? 80 : 28))},${activity},${random() < 0.06 ? '' : day(up(20))},${random() < 0.06 ? '' : 'Call them about the offer'},${random() < 0.06 ? 1 : 3}\n`
    if (text.length < 1_000_000) continue
    if (!out.write(text)) await once(out, 'drain')
    text = ''
  }
  out.end(text)
  await once(out, 'finish')
}
