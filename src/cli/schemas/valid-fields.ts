import type {JsonSchema} from './json-schema.js'

/** What a document may have at one place. `open`: names that no schema knows, as those of a connector's settings. */
export type Shape = {fields: ReadonlyMap<string, Shape>; isOpen: boolean; isList: boolean}

type Node = JsonSchema & {
  $ref?: string
  anyOf?: readonly Node[]
  items?: Node
  properties?: Readonly<Record<string, Node>>
  additionalProperties?: Node | boolean
}

/** The fields that a schema describes, those of all its alternatives together; a list has those of its elements. */
export function shapeOf(schema: JsonSchema): Shape {
  return shapeAt(schema as Node, (schema.$defs ?? {}) as Readonly<Record<string, Node>>)
}

function shapeAt(node: Node, parts: Readonly<Record<string, Node>>): Shape {
  if (node.$ref) return shapeAt(parts[node.$ref.slice('#/$defs/'.length)]!, parts)
  if (node.anyOf) return node.anyOf.map(one => shapeAt(one, parts)).reduce(joined)
  if (node.items) return {...shapeAt(node.items, parts), isList: true}
  const named = Object.entries(node.properties ?? {}).map(
    ([name, child]) => [name, shapeAt(child, parts)] as const,
  )
  const isOpen = node.type === 'object' && typeof node.additionalProperties === 'object'
  return {fields: new Map(named), isOpen, isList: false}
}

function joined(one: Shape, other: Shape): Shape {
  const names = [...new Set([...one.fields.keys(), ...other.fields.keys()])]
  const fields = names.map(name => {
    const [first, second] = [one.fields.get(name), other.fields.get(name)]
    return [name, first && second ? joined(first, second) : (first ?? second)!] as const
  })
  return {
    fields: new Map(fields),
    isOpen: one.isOpen || other.isOpen,
    isList: one.isList || other.isList,
  }
}
