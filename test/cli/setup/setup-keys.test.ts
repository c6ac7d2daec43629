import {describe, expect, it} from 'vitest'
import {commands} from '../../../src/cli/program.js'
import {
  channelKeys,
  connectionKeys,
  keyOfFlag,
  reviewKeys,
  type SetupKey,
} from '../../../src/cli/setup/setup-keys.js'
import {setupSchema} from '../../../src/cli/setup/setup-schema.js'
import {connectionKinds} from '../../../src/domain/crm-connection.js'
import {channelKinds} from '../../../src/domain/delivery/channel.js'

type Schema = {properties: Record<string, Schema>; additionalProperties: Schema; oneOf?: Schema[]}

const schema = setupSchema() as Schema

/** The keys that the schema has for the entries of a section, of all kinds. */
const inSchema = (section: string) => {
  const {oneOf, ...one} = schema.properties[section]!.additionalProperties
  return new Set((oneOf ?? [one]).flatMap(({properties}) => Object.keys(properties)))
}

const connections = connectionKinds.flatMap(kind => connectionKeys(kind))
const channels = channelKinds.flatMap(kind => channelKeys(kind))

/** Flags that say how a command does its work, or what an entry is called, and nothing else of what is stored. */
const noSettings = ['json', 'name', 'redirectPort']

/** What stands in the file in the place of a flag that asks for a secret. */
const secrets: Readonly<Record<string, string>> = {secretStdin: 'secret', pingUrlStdin: 'pingUrl'}

describe('every setting that a flag gives has a key in the file, and in its schema', () => {
  it.each<[command: string, section: string, keys: readonly SetupKey[]]>([
    ['add', 'reviews', reviewKeys],
    ['edit', 'reviews', reviewKeys],
    ['connection add', 'connections', connections],
    ['connection edit', 'connections', connections],
    ['channel add', 'channels', channels],
    ['channel edit', 'channels', channels],
  ])('%s', async (name, section, keys) => {
    const {flags = []} = await commands[name]!()
    const settings = flags
      .filter(({syntax}) => !syntax.startsWith('--no-'))
      .map(({syntax}) => keyOfFlag(syntax.split(' ')[0]!))
      .filter(key => !noSettings.includes(key))
      .map(key => secrets[key] ?? key)
    expect(settings.length).toBeGreaterThan(10)
    const known = [...keys.map(({key}) => key), ...Object.values(secrets)]
    expect(settings.filter(key => !known.includes(key))).toEqual([])
    expect(settings.filter(key => !inSchema(section).has(key))).toEqual([])
  })
})
