import {RevschedError} from '../domain/errors.js'
import {didYouMean} from '../domain/ref.js'
import type {FieldPath} from '../report/picked-fields.js'
import type {Shape} from './schemas/valid-fields.js'

/** What `--fields` asks for, and the list of the document that gives a row for each of its elements; null where none does. */
export type Fields = {paths: readonly FieldPath[]; within: FieldPath | null}

/** Reads `name,lastRun.status`. Throws `usage` for a name that the schema of the command, or of one of its lines, does not have. */
export async function fieldsOf(
  given: string,
  {command, isLines}: {command: string; isLines: boolean},
): Promise<Fields> {
  const [{jsonSchemaOf}, {shapeOf}] = await Promise.all([
    import('./schemas/json-schema.js'),
    import('./schemas/valid-fields.js'),
  ])
  const shape = shapeOf(await jsonSchemaOf(command, {isLines}))
  const paths = given.split(',').map(name => name.trim().split('.'))
  const lists = paths.map(path => firstListOn(path, checked(path, shape)))
  return {paths, within: shape.isList ? null : onlyOne(lists)}
}

/** The shapes that a path goes through. */
function checked(path: FieldPath, shape: Shape): Shape[] {
  const passed: Shape[] = []
  let place: Shape | null = shape
  for (const [index, name] of path.entries()) {
    const next: Shape | undefined = place?.fields.get(name)
    if (place && !next && !place.isOpen) throw unknownField(path, index, [...place.fields.keys()])
    if (next) passed.push(next)
    place = next ?? null
  }
  return passed
}

function unknownField(path: FieldPath, index: number, names: readonly string[]): RevschedError {
  const before = path.slice(0, index).join('.')
  const given = path[index]!
  const what = before === '' ? `"${given}" is no field` : `"${before}" has no field "${given}"`
  const which = names.length === 0 ? 'it has none' : `fields: ${names.join(', ')}`
  return new RevschedError('usage', `${what}; ${which}`, {
    hint: didYouMean(given, names) ?? 'a path is written with dots, as lastRun.status',
  })
}

function firstListOn(path: FieldPath, passed: readonly Shape[]): FieldPath | null {
  const at = passed.findIndex(({isList}) => isList)
  return at < 0 || at === path.length - 1 ? null : path.slice(0, at + 1)
}

function onlyOne(lists: readonly (FieldPath | null)[]): FieldPath | null {
  const [first, ...others] = [...new Set(lists.filter(list => list !== null).map(list => list.join('.')))]
  if (others.length > 0)
    throw new RevschedError('usage', `--fields names two lists, "${first}" and "${others[0]}"`, {
      hint: 'call it once for each of them',
    })
  return first === undefined ? null : first.split('.')
}
