import {parseDeliverWhen} from '../../domain/delivery/deliver-when.js'
import {parseSchedule} from '../../domain/schedule/schedule-text.js'
import {parseTimeZone} from '../../domain/schedule/time-zone.js'
import {answerTo, type Interview} from './interview.js'
import {refuseTakenReview} from './schedule-step.js'

type Flags = {
  schedule?: string | undefined
  review?: string | undefined
  timezone?: string | undefined
  deliver?: string | undefined
  channel?: string | undefined
  host?: string | undefined
  from?: string | undefined
  to: string[]
  deliverWhen?: string | undefined
}

/** Throws what the later steps would: by then the first ones have stored theirs, once more with each try. */
export async function checkFlags(interview: Interview, given: Flags): Promise<void> {
  if (given.schedule !== undefined) parseSchedule(given.schedule)
  if (given.timezone !== undefined) parseTimeZone(given.timezone)
  if (given.deliverWhen !== undefined) parseDeliverWhen(given.deliverWhen)
  if (interview.prompter === null && given.deliver === 'email') await checkMail(interview, given)
  await refuseTakenReview(interview, given)
}

async function checkMail(interview: Interview, {channel, host, from, to}: Flags): Promise<void> {
  const {context} = interview
  const channels = await (await context.database()).listChannels((await context.actor()).id)
  if (channels.some(({name}) => name === channel)) return
  for (const [flag, given] of Object.entries({'--host': host, '--from': from, '--to': to[0]}))
    await answerTo(interview, {flag, given, fallback: undefined, ask: async () => ''})
}
