import {ownerTargets} from '../domain/delivery/owner-digests.js'
import {RevschedError} from '../domain/errors.js'
import {decodeAnalysis} from '../domain/review/analysis-document.js'
import type {Run} from '../domain/run/run.js'
import {terminalText} from '../report/escape.js'
import type {CommandContext} from './context.js'
import {printJson} from './render/json.js'

/** Who would get the digest of a run by what its review says now, and who would not and why. Sends nothing. */
export async function tellAudience(
  context: CommandContext,
  run: Run,
  {json}: {json: boolean},
): Promise<void> {
  const {io, database} = context
  const audience = await audienceOf(await database(), run)
  if (json) return printJson(io.out, audience)
  const {channels, owners, left} = audience
  const lines = [
    ...channels.map(({name, kind, target}) => `all deals: ${kind} "${name}" (${target})`),
    ...owners.map(({owner, recipient, channel}) => `deals of ${owner}: ${recipient}, by "${channel}"`),
    ...left.map(({owner, reason}) => `nothing for ${owner}: ${reason}`),
  ]
  if (lines.length === 0) return io.err.write('nobody would get it\n')
  await io.out.write(`${lines.map(line => terminalText(line)).join('\n')}\n`)
  await io.err.write(io.err.paint.dim('a dry run: nothing was sent\n'))
}

async function audienceOf(database: Awaited<ReturnType<CommandContext['database']>>, run: Run) {
  if (run.scheduledReviewId === null)
    throw new RevschedError(
      'usage',
      `run ${run.id.slice(0, 8)} is of no scheduled review, which says who gets it`,
      {
        hint: 'name a channel: revsched deliver <run> --channel <name>',
      },
    )
  const review = await database.findReview(run.userId, run.scheduledReviewId)
  const {deliveryChannels, ownerDigests} = review
  const all = await database.listChannels(run.userId)
  const channels = all
    .filter(({name}) => deliveryChannels.includes(name))
    .map(({name, kind, target, disabledReason}) => ({name, kind, target, disabledReason}))
  if (ownerDigests === null) return {channels, owners: [], left: []}
  const {summary} = decodeAnalysis(await database.readAnalysis(run.id))
  const {targets, left} = ownerTargets(ownerDigests, summary)
  return {channels, owners: targets.map(one => ({...one, channel: ownerDigests.channel})), left}
}
