import {basename, dirname, join} from 'node:path'
import type {CrmConnection} from '../../domain/crm-connection.js'
import {writeSample} from '../sample-pipeline.js'
import {answerTo, filledIn, type Interview, nameFor, runCommand, untilItWorks} from './interview.js'

export const sources = ['demo', 'file', 'salesforce', 'hubspot'] as const

type Source = (typeof sources)[number]

type ConnectionAnswers = {
  source?: Source | undefined
  connection?: string | undefined
  path?: string | undefined
  login?: string | undefined
  org?: string | undefined
  clientId?: string | undefined
}

/** Where the deals come from: a connection that is there, or one that is added and tested now. Gives its name. */
export async function connectionStep(interview: Interview, given: ConnectionAnswers): Promise<string> {
  const {context} = interview
  const database = await context.database()
  const connections = await database.listConnections((await context.actor()).id)
  const named = connections.find(({name}) => name === given.connection)
  if (named && given.source === undefined) return named.name
  return untilItWorks(interview, async turn => {
    const answers = turn === 'first' ? given : {}
    const source = await sourceOf(interview, answers, connections)
    const existing = connections.find(({id}) => id === source)
    if (existing) return existing.name
    const taken = connections.map(({name}) => name)
    return addedConnection(interview, source as Source, {...answers, taken})
  })
}

/** One of the kinds, or the id of a connection. */
function sourceOf(
  interview: Interview,
  {source}: ConnectionAnswers,
  connections: readonly CrmConnection[],
): Promise<string> {
  return answerTo(interview, {
    flag: '--source',
    given: source,
    fallback: undefined,
    ask: prompter =>
      prompter.choose<string>('Where are the deals?', [
        ...connections.map(({id, name, kind}) => ({
          value: id,
          label: name,
          hint: `connected already, ${kind}`,
        })),
        {value: 'file', label: 'In a file', hint: 'CSV, JSON or NDJSON, as any CRM exports it'},
        {value: 'salesforce', label: 'Salesforce', hint: 'by the login of sf, or with the browser'},
        {value: 'hubspot', label: 'HubSpot', hint: 'with a service key'},
        {value: 'demo', label: 'Sample data', hint: 'a made-up pipeline, to look around'},
      ]),
  })
}

async function addedConnection(
  interview: Interview,
  source: Source,
  given: ConnectionAnswers & {taken: readonly string[]},
): Promise<string> {
  const {kind, flags, suggestion} = await settingsOf(interview, source, given)
  const name = await nameFor(interview, {
    flag: '--connection',
    given: given.connection,
    suggestion,
    taken: given.taken,
    question: 'What is the connection called?',
  })
  await runCommand(interview, ['connection', 'add', kind, name, ...flags])
  return name
}

type Settings = {kind: string; flags: string[]; suggestion: string}

async function settingsOf(interview: Interview, source: Source, given: ConnectionAnswers): Promise<Settings> {
  if (source === 'demo') return sampleSettings(interview)
  if (source === 'file') return fileSettings(interview, given)
  if (source === 'salesforce') return salesforceSettings(interview, given)
  // Its secret is asked for by the command itself.
  return {kind: 'hubspot', flags: given.login ? ['--login', given.login] : [], suggestion: 'hubspot'}
}

/** The sample as of today, beside the database. */
async function sampleSettings({context}: Interview): Promise<Settings> {
  const path = join(dirname(context.config.database.value), 'sample-pipeline.csv')
  await writeSample(context, 'pipeline-next-week.csv', path)
  return {kind: 'file', flags: ['--path', path], suggestion: 'sample'}
}

async function fileSettings(interview: Interview, given: ConnectionAnswers): Promise<Settings> {
  const path = await answerTo(interview, {
    flag: '--path',
    given: given.path,
    fallback: undefined,
    ask: prompter => prompter.ask('Which file?', {initial: '', check: filledIn}),
  })
  const name = basename(path)
    .replace(/(\.\w+)+$/, '')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
  return {kind: 'file', flags: ['--path', path.trim()], suggestion: name || 'deals'}
}

async function salesforceSettings(interview: Interview, given: ConnectionAnswers): Promise<Settings> {
  const login = await answerTo(interview, {
    flag: '--login',
    given: given.login,
    fallback: 'sf-cli',
    ask: prompter =>
      prompter.choose<string>('How does it log in?', [
        {value: 'sf-cli', label: "By Salesforce's command line", hint: 'sf org login web --alias acme, once'},
        {value: 'browser', label: 'With the browser', hint: 'needs an app in your org: docs/salesforce.md'},
      ]),
  })
  const [flag, question, suggestion] =
    login === 'sf-cli'
      ? (['--org', 'Alias or user name of the org', given.org] as const)
      : (['--client-id', 'Client id (consumer key) of the app', given.clientId] as const)
  const value = await answerTo(interview, {
    flag,
    given: suggestion,
    fallback: undefined,
    ask: prompter => prompter.ask(question, {initial: '', check: filledIn}),
  })
  return {
    kind: 'salesforce',
    flags: ['--login', login, flag, value],
    suggestion: login === 'sf-cli' && !value.includes('@') ? value : 'salesforce',
  }
}
