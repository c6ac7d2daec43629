import type {CrmConnection} from '../../domain/crm-connection.js'
import type {Channel} from '../../domain/delivery/channel.js'
import {shellWord} from '../../domain/shell-word.js'
import {counted} from '../../report/amounts.js'
import type {DeclaredSetup, SetupProblem} from './declared-setup.js'
import type {StoredSetup} from './plan-setup.js'
import {variableReference} from './variable-reference.js'

type Used = 'connections' | 'channels'

export function otherKind(
  section: Used,
  {name, kind}: Pick<CrmConnection | Channel, 'name' | 'kind'>,
): SetupProblem {
  const noun = section === 'connections' ? 'connection' : 'channel'
  return {
    section,
    name,
    key: 'kind',
    message: `there is a ${noun} "${name}" of kind "${kind}", and a kind does not change`,
    hint:
      section === 'connections'
        ? `choose another name, or remove that one first: revsched connection remove ${shellWord(name)}`
        : `choose another name, or remove that one first: revsched channel remove ${shellWord(name)}`,
  }
}

export function secretLacking(
  section: Used,
  name: string,
  {message, prompt}: {message: string; prompt: string},
): SetupProblem {
  const variable = variableReference(section === 'connections' ? 'CRM_TOKEN' : 'CHANNEL_SECRET')
  return {
    section,
    name,
    key: 'secret',
    message,
    hint: `as secret: ${variable}, a variable that is set where apply runs and holds: ${prompt}`,
  }
}

/** Of a file that names none of a kind, nobody knows that none is meant; and what is used stays. */
export function* pruneProblems(declared: DeclaredSetup, stored: StoredSetup): Iterable<SetupProblem> {
  for (const section of ['connections', 'channels', 'reviews'] as const) {
    if (declared[section].length > 0 || stored[section].length === 0) continue
    yield {
      section,
      name: '',
      key: null,
      message: `the file has no ${section}, and --prune would remove all ${counted(stored[section].length, 'stored one')}`,
      hint: 'leave out --prune, or name those that are to stay; single ones are removed by hand',
    }
  }
  const isNamed = (section: Used, name: string) => declared[section].some(one => one.name === name)
  for (const {name, connection, delivery} of declared.reviews) {
    if (!isNamed('connections', connection)) yield stillUsed(name, 'connection', connection)
    const {deliveryChannels = [], ownerDigests = null} = delivery ?? {}
    for (const channel of new Set([...deliveryChannels, ...(ownerDigests ? [ownerDigests.channel] : [])]))
      if (!isNamed('channels', channel)) yield stillUsed(name, 'channel', channel)
  }
}

function stillUsed(review: string, noun: 'connection' | 'channel', used: string): SetupProblem {
  return {
    section: 'reviews',
    name: review,
    key: noun,
    message: `the review "${review}" uses the ${noun} "${used}", which is not in the file: --prune would remove it`,
    hint: `name it under ${noun}s, or leave out --prune`,
  }
}
