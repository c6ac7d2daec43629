import {connectionKinds} from '../../domain/crm-connection.js'
import {channelKinds} from '../../domain/delivery/channel.js'
import {channelKeys, connectionKeys, keyOfFlag, reviewKeys, type SetupKey} from './setup-keys.js'

type Schema = Readonly<Record<string, unknown>>

const secretText = 'A variable of the environment, or a file beside this one: a secret never stands here.'

/** The JSON Schema of setup files, for editors: completes kinds, settings and their choices, and tells what each does. */
export function setupSchema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Connections, channels and scheduled reviews of revsched',
    type: 'object',
    required: ['version'],
    additionalProperties: false,
    properties: {
      version: {description: 'Of the form of this file.', enum: [1, '1']},
      connections: byName(
        'Where deals come from, by name.',
        connectionKinds.map(kind => kindSchema(kind, connectionKeys(kind), {hasSecret: kind !== 'file'})),
      ),
      channels: byName(
        'Where digests go, by name.',
        channelKinds.map(kind => kindSchema(kind, channelKeys(kind), {hasSecret: kind !== 'file'})),
      ),
      reviews: byName('Scheduled reviews, by name.', [reviewSchema()]),
    },
  }
}

function reviewSchema(): Schema {
  return {
    type: 'object',
    required: ['connection', 'schedule'],
    additionalProperties: false,
    properties: {
      ...propertiesOf(reviewKeys),
      pingUrl: secretSchema('Told of starts, successes and failures (healthchecks.io).'),
      paused: {
        description: 'Whether it is paused, or why. Where it is left out, a stored one stays as it is.',
        type: ['boolean', 'string', 'null'],
      },
    },
  }
}

function byName(description: string, forms: readonly Schema[]): Schema {
  const entry = forms.length === 1 ? forms[0] : {oneOf: forms}
  return {description, type: ['object', 'null'], additionalProperties: entry}
}

function kindSchema(kind: string, keys: readonly SetupKey[], {hasSecret}: {hasSecret: boolean}): Schema {
  return {
    type: 'object',
    required: ['kind'],
    additionalProperties: false,
    properties: {
      kind: {description: 'What it is.', const: kind},
      ...propertiesOf(keys),
      ...(hasSecret && {secret: secretSchema('The webhook URL, token, password or key.')}),
    },
  }
}

function secretSchema(description: string): Schema {
  return {
    description: `${description} ${secretText}`,
    anyOf: [
      {type: 'string', pattern: '^\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}$'},
      {type: 'object', required: ['file'], additionalProperties: false, properties: {file: {type: 'string'}}},
      {type: 'null'},
    ],
  }
}

/** In the words of the flags, with the flags in them as keys. */
function propertiesOf(keys: readonly SetupKey[]): Record<string, Schema> {
  const words = (text: string) => text.replace(/--[a-z][a-z-]*/g, flag => keyOfFlag(flag))
  return Object.fromEntries(
    keys.map(key => [key.key, {description: `${words(key.describe)}.`, ...valueSchema(key)}]),
  )
}

const text = {type: ['string', 'number']}

const lists = [text, {type: 'array', items: text}, {type: 'null'}]

function valueSchema({form, takes, choices}: SetupKey): Schema {
  if (choices) return {enum: [...choices, null]}
  if (form === 'switch') return {type: ['boolean', 'null']}
  if (form === 'list' || form === 'commas') return {anyOf: lists}
  if (form === 'pairs')
    return {anyOf: [{type: 'object', additionalProperties: {type: ['string', 'number', 'null']}}, ...lists]}
  if (takes === 'time') return {anyOf: [{type: 'string', pattern: '^[0-9]{1,9}(s|m|h|d)$'}, {type: 'null'}]}
  return {type: [...text.type, 'null']}
}
