import * as z from 'zod/mini'
import {deliverAgain} from '../../app/deliver-again.js'
import {RevschedError} from '../../domain/errors.js'
import {deliveryJson} from '../../report/delivery-json.js'
import {tellAudience} from '../audience.js'
import {defineCommand} from '../command.js'
import {deliverNow, refuseUndelivered, tellDeliveries} from '../deliver-now.js'
import {flag, jsonFlag, text, texts} from '../inputs.js'
import {printJson} from '../render/json.js'

export const deliverCommand = defineCommand({
  name: 'deliver',
  summary: 'Send the digest of a past run by hand',
  description:
    'Send the digest of a past run: to the channels that it has not reached, or to those that are named. What has arrived, or may ' +
    'have, is sent once more only with --again, under the same key and marked as a possible repeat.',
  arguments: [{syntax: '<run>', describe: 'Id or start of one, "latest", or <review>@latest'}],
  flags: [
    {
      syntax: '--channel <name>',
      describe: 'Only to this channel, also one that the review does not name; may be given more than once',
      isRepeatable: true,
    },
    {
      syntax: '--owner <name>',
      describe: 'Only the digest of this owner of deals; may be given more than once',
      isRepeatable: true,
    },
    {
      syntax: '--dry-run',
      describe: 'Send nothing: tell which channels and owners would get it, and who would not',
    },
    {syntax: '--again', describe: 'Also what was delivered, or may have been'},
    jsonFlag,
  ],
  examples: [
    'revsched deliver weekly@latest',
    'revsched deliver latest --channel pipeline',
    'revsched deliver 3f2a91c0 --again --json',
    'revsched deliver weekly@latest --owner "Ada Lindqvist" --dry-run',
    'revsched deliver latest --dry-run',
  ],
  input: z.strictObject({
    run: text(),
    channel: texts(),
    owner: texts(),
    again: flag(),
    dryRun: flag(),
    json: flag(),
  }),
  async run(context, {run: ref, channel, owner, again, dryRun, json}) {
    const {clock, host, ids, io} = context
    if (channel.length > 0 && owner.length > 0)
      throw new RevschedError('usage', '--channel sends all deals, --owner those of one owner', {
        hint: 'give one of them: an owner gets a digest by the channel that the review has for owners',
      })
    const database = await context.database()
    const actor = await context.actor()
    const run = await database.findRun(actor.id, ref)
    // What a process that was killed had begun to send is unknown: where no daemon runs, nobody else finds that out.
    const {isOwnerAlive} = host
    await database.advanceDeliveries({now: clock.now(), outcomes: [], isOwnerAlive, claim: null})
    const wish = {run, channels: channel, owners: owner, again}
    if (dryRun) return tellAudience(context, wish, {json})
    const wanted = await deliverAgain({store: database, clock, ids}, actor, wish)
    const deliveries = (await deliverNow(context, run)).filter(({id}) => wanted.has(id))
    if (json) await printJson(io.out, deliveries.map(deliveryJson))
    else await tellDeliveries(context, deliveries)
    await refuseUndelivered(context, run, deliveries)
  },
})
