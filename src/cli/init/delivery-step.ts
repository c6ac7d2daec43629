import {resolve} from 'node:path'
import {deliverWhenAllowed} from '../../domain/delivery/deliver-when.js'
import {RevschedError} from '../../domain/errors.js'
import {reportError} from '../report-error.js'
import {answerTo, filledIn, type Interview, nameFor, runCommand, typed, untilItWorks} from './interview.js'

export const places = ['none', 'slack', 'email', 'teams', 'webhook', 'file'] as const

type Place = (typeof places)[number]

type DeliveryAnswers = {
  deliver?: Place | undefined
  channel?: string | undefined
  host?: string | undefined
  smtpUser?: string | undefined
  from?: string | undefined
  to: string[]
  folder?: string | undefined
  deliverWhen?: string | undefined
  testChannel?: boolean | undefined
}

/** Where its digest goes; the flags that `add` takes for it. */
export async function deliveryStep(interview: Interview, given: DeliveryAnswers): Promise<string[]> {
  const {context} = interview
  const database = await context.database()
  const channels = await database.listChannels((await context.actor()).id)
  const taken = channels.map(({name}) => name)
  const channel = taken.includes(given.channel ?? '')
    ? given.channel!
    : await untilItWorks(interview, async turn => {
        const answers = turn === 'first' ? given : {to: []}
        const place = await answerTo<string>(interview, {
          flag: '--deliver',
          given: answers.deliver,
          fallback: 'none',
          ask: prompter => prompter.choose<string>('Where should its digest go?', choices(channels)),
        })
        if (place === 'none') return null
        const existing = channels.find(({id}) => id === place)
        return existing?.name ?? addedChannel(interview, place as Place, {...answers, taken})
      })
  if (channel === null) return []
  const when = await answerTo<string>(interview, {
    flag: '--deliver-when',
    given: given.deliverWhen,
    fallback: 'always',
    ask: prompter =>
      prompter.choose<string>(`When? (others later: ${deliverWhenAllowed})`, [
        {value: 'always', label: 'After every run'},
        {value: 'on-change', label: 'Only when something changed'},
        {value: 'findings:critical', label: 'Only when something critical was found'},
      ]),
  })
  return ['--channel', channel, ...(when === 'always' ? [] : ['--deliver-when', when])]
}

function choices(channels: readonly {id: string; name: string; kind: string}[]) {
  return [
    {value: 'none', label: 'Nowhere yet', hint: 'revsched report shows it'},
    ...channels.map(({id, name, kind}) => ({value: id, label: name, hint: `there already, ${kind}`})),
    {value: 'slack', label: 'Slack', hint: 'an incoming webhook'},
    {value: 'email', label: 'Email', hint: 'over your SMTP server'},
    {value: 'teams', label: 'Microsoft Teams', hint: "a workflow's webhook"},
    {value: 'webhook', label: 'A webhook of your own', hint: 'signed JSON'},
    {value: 'file', label: 'A folder', hint: 'a dated HTML page for each run'},
  ]
}

async function addedChannel(
  interview: Interview,
  place: Place,
  given: DeliveryAnswers & {taken: readonly string[]},
): Promise<string> {
  const flags = await channelFlags(interview, place, given)
  const name = await nameFor(interview, {
    flag: '--channel',
    given: given.channel,
    suggestion: place === 'file' ? 'archive' : place,
    taken: given.taken,
    question: 'What is this channel called?',
  })
  await runCommand(interview, ['channel', 'add', place, name, ...flags])
  await testedChannel(interview, name, given)
  return name
}

async function channelFlags(interview: Interview, place: Place, given: DeliveryAnswers): Promise<string[]> {
  if (place === 'file') return folderFlags(interview, given)
  // The secret of the others is asked for by the command itself.
  return place === 'email' ? mailFlags(interview, given) : []
}

async function folderFlags(interview: Interview, {folder}: DeliveryAnswers): Promise<string[]> {
  const {host, makeFolder} = interview.context
  const path = await answerTo(interview, {
    flag: '--folder',
    given: folder,
    fallback: 'reports',
    ask: prompter =>
      prompter.ask('Which folder? It is made where it is missing', {initial: 'reports', check: filledIn}),
  })
  await makeFolder(resolve(host.cwd, path))
  interview.commands.push(`mkdir -p ${typed(path)}`)
  return ['--folder', path]
}

async function mailFlags(interview: Interview, given: DeliveryAnswers): Promise<string[]> {
  const asked = (flag: string, value: string | undefined, question: string) =>
    answerTo(interview, {
      flag,
      given: value,
      fallback: undefined,
      ask: prompter => prompter.ask(question, {initial: '', check: filledIn}),
    })
  const host = await asked('--host', given.host, 'Which SMTP server? As smtp.acme.com')
  const from = await asked('--from', given.from, 'Who sends? As "Revenue team <revops@acme.com>"')
  const to =
    given.to.length > 0
      ? given.to
      : (await asked('--to', undefined, 'To whom? Addresses, with commas'))
          .split(',')
          .map(part => part.trim())
  const user = await answerTo(interview, {
    flag: '--smtp-user',
    given: given.smtpUser,
    fallback: '',
    ask: prompter =>
      prompter.ask('Which account logs in? Nothing where none does', {initial: '', check: () => null}),
  })
  return [
    ...['--host', host, '--from', from],
    ...to.flatMap(address => ['--to', address]),
    ...(user ? ['--smtp-user', user] : []),
  ]
}

/** A place that does not answer is told of, and stays: it can be mended. */
async function testedChannel(
  interview: Interview,
  name: string,
  {testChannel}: DeliveryAnswers,
): Promise<void> {
  const isWanted = await answerTo(interview, {
    flag: '--test-channel',
    given: testChannel,
    fallback: false,
    ask: prompter => prompter.confirm('Send a sample there now?', 'yes'),
  })
  if (!isWanted) return
  try {
    await runCommand(interview, ['channel', 'test', name])
  } catch (error) {
    if (!(error instanceof RevschedError) || error.code !== 'delivery-failed') throw error
    await reportError(error, interview.context.io.err, {isJson: false, isDebug: false})
  }
}
