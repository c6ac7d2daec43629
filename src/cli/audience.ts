import {type HandPlan, type HandWish, planHandDelivery} from '../app/plan-hand-delivery.js'
import {terminalText} from '../report/escape.js'
import type {CommandContext} from './context.js'
import {printJson} from './render/json.js'

/** Who would get the digest of a run, and who would not and why. Sends nothing. */
export async function tellAudience(
  context: CommandContext,
  wish: HandWish,
  {json}: {json: boolean},
): Promise<void> {
  const {io} = context
  const store = await context.database()
  const {added, again, left} = await planHandDelivery({store}, await context.actor(), wish)
  const audiences = [...added, ...again].map(({channel, owner, recipient, from}) => ({
    channel,
    owner,
    recipient,
    ...(from && {from}),
  }))
  if (json) return printJson(io.out, {wouldGetIt: audiences, left})
  const lines = [...added.map(audienceText), ...again.map(againText), ...left.map(leftText)]
  if (lines.length === 0) return io.err.write('nobody would get it: its review names no channel\n')
  await io.out.write(`${lines.map(line => terminalText(line)).join('\n')}\n`)
  await io.err.write(io.err.paint.dim('a dry run: nothing was sent\n'))
}

function audienceText({channel, owner, recipient, from}: HandPlan['added'][number]): string {
  if (owner === null) return `all deals to "${channel}"`
  const source = from === 'crm' ? 'the CRM' : 'the map'
  return `deals of ${owner} to ${recipient} (from ${source}), by "${channel}"`
}

/** What arrived in part is only completed. */
function againText(delivery: HandPlan['again'][number]): string {
  return `${audienceText(delivery)}${delivery.status === 'partial' ? ', only what has not arrived yet' : ''}`
}

function leftText({channel, owner, reason}: HandPlan['left'][number]): string {
  return owner === null ? `nothing to "${channel}": ${reason}` : `nothing to ${owner}: ${reason}`
}
