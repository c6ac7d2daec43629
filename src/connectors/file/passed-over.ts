import {headerAliases, normalised} from './header-aliases.js'
import type {FieldColumns} from './recognise-headers.js'
import type {FileSettings, MappableField} from './settings.js'

type Header = {headers: readonly string[]; columns: FieldColumns; map: FileSettings['map']}

/** A column that was taken for a field, and one that fits it as well and was passed over. */
type Choice = {field: MappableField; taken: string; other: string}

/** Columns that are called the same but for case, spaces and punctuation: nothing tells which one is meant. */
export function twinWarnings(header: Header): string[] {
  return choices(header)
    .filter(({taken, other}) => normalised(taken) === normalised(other))
    .map(choiceText)
}

/** What the API of HubSpot sends of every deal beside its properties, and the property that says the same and is taken. */
const hubSpotTwins: Readonly<Record<string, string>> = {id: 'hs_object_id', createdAt: 'createdate'}

/**
 * Columns of different names of which the one that goes before was taken. For `connection test`, where the columns are chosen:
 * many an export has some of these, and a review of each week need not say so again. A name goes before its id without a word.
 */
export function rivalWarnings(header: Header): string[] {
  return choices(header)
    .filter(({taken, other}) => normalised(taken) !== normalised(other) && (isId(taken) || !isId(other)))
    .filter(({taken, other}) => hubSpotTwins[other] !== taken)
    .map(choiceText)
}

/** Nothing of a field that `map` chooses, and of columns that another field takes. */
function choices({headers, columns, map = {}}: Header): Choice[] {
  const used = new Set(columns.values())
  return [...columns]
    .filter(([field]) => map[field] === undefined)
    .flatMap(([field, index]) =>
      headers
        .filter((header, at) => !used.has(at) && headerAliases(field).includes(normalised(header)))
        .map(other => ({field, taken: headers[index]!, other})),
    )
}

function isId(header: string): boolean {
  return /ids?$/.test(normalised(header))
}

function choiceText({field, taken, other}: Choice): string {
  return `the columns "${taken}" and "${other}" both fit ${field}, "${taken}" is taken; to change it: --map ${field}="${other}"`
}
