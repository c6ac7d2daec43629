import type {DeliveryOutcome} from '../domain/delivery/delivery.js'
import {recipientWords} from '../domain/delivery/digest-recipient.js'
import {askSlack, harmless, type SlackAccess, type SlackPorts, type SlackReply} from './slack-calls.js'

/** Without which the bot may not look up members by their address. */
const scope = 'users:read.email'

/** Who has this address in the workspace. Errors do not name it. */
export async function memberAt(
  address: string,
  access: SlackAccess,
  ports: SlackPorts,
): Promise<{id: string} | DeliveryOutcome> {
  const body = new URLSearchParams({email: address}).toString()
  const reply = await askSlack('users.lookupByEmail', {access, body}, ports).catch(error => {
    if (ports.signal.aborted) return stopped
    throw error
  })
  const {outcome, data, word} = harmless(reply)
  if (word === 'missing_scope')
    return failed(`the app lacks the scope ${scope}; add it, and install the app again`)
  if (outcome.kind !== 'sent') return outcome
  const {id} = Object(data.user)
  if (typeof id === 'string' && recipientWords.slack.isOne(id)) return {id}
  return failed('Slack gave no member for the address of the owner')
}

/** Thrown, it would be told as a message that may have arrived. */
const stopped: SlackReply = {
  outcome: {kind: 'retry', error: 'it was stopped before anything left'},
  data: {},
  word: null,
}

function failed(error: string): DeliveryOutcome {
  return {kind: 'failed', error: `the owner was not looked up: ${error}`}
}
