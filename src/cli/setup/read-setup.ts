import {checkedName} from '../../app/names.js'
import type {DeclaredSetup, Section, SetupProblem} from '../../app/setup/declared-setup.js'
import type {StoredSetup} from '../../app/setup/plan-setup.js'
import type {PlacedProblem} from '../../config/bounded-yaml.js'
import {type TextNode, textTree} from '../../config/text-tree.js'
import {remembered} from '../../domain/remembered.js'
import type {CommandContext} from '../context.js'
import {loadRuleset} from '../load-ruleset.js'
import {readChannel} from './read-channel.js'
import {readConnection} from './read-connection.js'
import {unknownKey} from './read-entry.js'
import {
  type Known,
  type KnownChannel,
  type KnownConnection,
  type ReadReview,
  readReview,
} from './read-review.js'
import {childOf, SetupProblems} from './setup-problems.js'

/** What the parts of a setup file are read with. */
export type Reading = {
  problems: SetupProblems
  context: CommandContext
  /** Where paths begin. */
  folder: string
  /** Throws what is wrong with rules of that name; each is read once. */
  checkRules(name: string): Promise<unknown>
}

type ReadSetup = {
  /** Of use only without problems. */
  declared: DeclaredSetup
  /** With the times of each. */
  reviews: readonly ReadReview[]
  problems: readonly PlacedProblem[]
  placed(problem: SetupProblem): PlacedProblem
}

const topKeys = ['version', 'connections', 'channels', 'reviews']

const hints = {
  badYaml: 'revsched export writes what is stored as such a file',
  tooDeep: 'settings are three levels deep',
}

/** Reads a setup file; what is wrong with one part of it hides nothing of the others. */
export async function readSetup(
  context: CommandContext,
  {text, fileName, folder}: {text: string; fileName: string; folder: string},
  stored: StoredSetup,
): Promise<ReadSetup> {
  const tree = textTree(text, {fileName, hints, keyExample: 'reviews: {weekly: {connection: emea}}'})
  const root = tree.root ?? {at: 0, value: null}
  const placed = (problem: SetupProblem) => tree.placed(placeOf(root, problem), problem)
  const nothing = {connections: [], channels: [], reviews: []}
  if (tree.root === null) return {declared: nothing, reviews: [], problems: tree.problems, placed}
  const problems = new SetupProblems(tree.placed)
  const checkRules = remembered(name => loadRuleset(name, context.host))
  const reading = {problems, context, folder, checkRules}
  checkTop(root, problems)
  const connections = await each(reading, sectionOf(root, 'connections', problems), one =>
    readConnection(reading, one, stored.connections),
  )
  const channels = await each(reading, sectionOf(root, 'channels', problems), one =>
    readChannel(reading, one),
  )
  const known: Known = {
    connections: merged<KnownConnection>(stored.connections, connections),
    channels: merged<KnownChannel>(stored.channels, channels),
  }
  const reviews = whole(
    await each(reading, sectionOf(root, 'reviews', problems), one => readReview(reading, one, known)),
  )
  return {
    declared: {
      connections: whole(connections),
      channels: whole(channels),
      reviews: reviews.map(({review}) => review),
    },
    reviews,
    problems: [...problems.found].sort((a, b) => a.line - b.line || a.column - b.column),
    placed,
  }
}

const firstLine = 'the first line is version: 1; revsched export writes such a file'

function checkTop(root: TextNode, problems: SetupProblems): void {
  if (!(root.value instanceof Map)) {
    const message = root.value === null ? 'the file is empty' : `the file takes ${topKeys.join(', ')}`
    problems.add(root.at, {message, hint: firstLine})
    return
  }
  for (const [name, {at}] of root.value)
    if (!topKeys.includes(name)) problems.add(at, unknownKey(name, topKeys))
  const version = childOf(root, 'version')
  if (version === undefined) problems.add(root.at, {message: '"version" is missing', hint: firstLine})
  else if (version.value !== '1')
    problems.add(version.at, {
      message: 'this is not a version of the file that this program knows: it takes 1',
      hint: 'a newer one is read by a newer revsched',
    })
}

type Named = {name: string; node: TextNode}

function sectionOf(root: TextNode, section: Section, problems: SetupProblems): Named[] {
  const node = childOf(root, section)
  if (!node || node.value === null) return []
  if (node.value instanceof Map)
    return [...(node.value as ReadonlyMap<string, TextNode>)].map(([name, child]) => ({name, node: child}))
  const message = `"${section}" takes names, each with its settings`
  problems.add(node.at, {message, hint: `as ${section}: {emea: {...}}`})
  return []
}

/** What is in the file goes before what is stored. */
function merged<Item extends {name: string}>(
  stored: readonly Item[],
  read: ReadonlyMap<string, Item | null>,
): ReadonlyMap<string, Item | null> {
  return new Map([...stored.map((item): [string, Item | null] => [item.name, item]), ...read])
}

/** By name; null for one of which something is wrong. */
async function each<Item>(
  {problems}: Reading,
  named: readonly Named[],
  read: (one: Named) => Promise<Item | null>,
): Promise<Map<string, Item | null>> {
  const items = new Map<string, Item | null>()
  for (const {name, node} of named) {
    const nothing = {entry: {}, ill: new Set<string>()}
    const checked = await problems.attempt(node, nothing, () =>
      checkedName('connection, channel or review', name),
    )
    const item = await read({name, node})
    items.set(name, checked === null ? null : item)
  }
  return items
}

function whole<Item>(items: ReadonlyMap<string, Item | null>): Item[] {
  return [...items.values()].filter(item => item !== null)
}

/** Of the setting, of the entry, or of the section: whichever is there. */
function placeOf(root: TextNode, {section, name, key}: SetupProblem): number {
  const ofSection = childOf(root, section)
  const ofEntry = ofSection && childOf(ofSection, name)
  const ofKey = ofEntry && key !== null ? childOf(ofEntry, key) : undefined
  return (ofKey ?? ofEntry ?? ofSection ?? root).at
}
