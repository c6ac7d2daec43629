import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

type Schema = {
  $ref?: string
  type?: string
  format?: string
  nullable?: boolean
  enum?: readonly unknown[]
  properties?: Record<string, Schema>
  required?: readonly string[]
  additionalProperties?: Schema
  items?: Schema
}

type Content = {content?: Record<string, {schema: Schema}>}

type Operation = {
  parameters?: {name: string; in: string; required?: boolean; schema: Schema}[]
  requestBody?: Content
  responses: Record<string, Content>
}

type Document = {
  paths: Record<string, Record<string, Operation>>
  components: {schemas: Record<string, Schema>}
}

export type Exchange = {
  method: string
  path: string
  query: URLSearchParams
  body: unknown
  status: number
  answer: unknown
}

/** The published contracts, where the folder that REVSCHED_TEST_DATA names has them; null otherwise. */
export function hubspotContracts(): Contracts | null {
  const folder = join(process.env.REVSCHED_TEST_DATA ?? '', 'specs/hubspot')
  if (!process.env.REVSCHED_TEST_DATA || !existsSync(folder)) return null
  return new Contracts(
    readdirSync(folder)
      .filter(name => name.endsWith('.json'))
      .map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Document),
  )
}

/** Tells what in a request or its answer is not as the contract has it. */
export class Contracts {
  readonly #documents: readonly Document[]
  /** Exchanges that a contract was found for. */
  checked = 0

  constructor(documents: readonly Document[]) {
    this.#documents = documents
  }

  /** Paths without a contract (`/account-info`) have nothing to break. */
  faults(exchange: Exchange): string[] {
    const found = this.#find(exchange)
    if (found === null) return []
    this.checked++
    const {document, operation} = found
    const where = `${exchange.method} ${exchange.path}`
    const known = new Map((operation.parameters ?? []).map(parameter => [parameter.name, parameter]))
    const query = [...exchange.query].flatMap(([name, value]) => {
      const schema = known.get(name)?.schema
      if (schema === undefined) return [`${where}: unknown parameter "${name}"`]
      return this.#mismatch(document, schema, {value: fromText(value, schema), at: `${where}?${name}`})
    })
    const asked = Object.values(operation.requestBody?.content ?? {})[0]?.schema
    const body = asked
      ? this.#mismatch(document, asked, {value: exchange.body, at: `${where} body`, isStrict: true})
      : []
    const response = operation.responses[exchange.status] ?? operation.responses.default
    const given = Object.values(response?.content ?? {})[0]?.schema
    const answer = given
      ? this.#mismatch(document, given, {value: exchange.answer, at: `${where} ${exchange.status}`})
      : []
    return [...query, ...body, ...answer]
  }

  #find({method, path}: Exchange): {document: Document; operation: Operation} | null {
    // The newer login takes and gives what the first one does, and a verifier beside it.
    const plain = path.replace(/\/$/, '').replace(/^\/oauth\/v3\//, '/oauth/v1/')
    for (const document of this.#documents)
      for (const [template, operations] of Object.entries(document.paths)) {
        const pattern = template.replace(/\/$/, '').replace(/\{[^}]+\}/g, '[^/]+')
        const operation = operations[method.toLowerCase()]
        if (operation && new RegExp(`^${pattern}$`).test(plain)) return {document, operation}
      }
    return null
  }

  #mismatch(
    document: Document,
    schema: Schema,
    given: {value: unknown; at: string; isStrict?: boolean},
  ): string[] {
    const {value, at} = given
    if (schema.$ref)
      return this.#mismatch(document, document.components.schemas[schema.$ref.split('/').pop()!]!, given)
    if (value === null) return schema.nullable ? [] : [`${at} is null`]
    if (schema.enum && !schema.enum.includes(value)) return [`${at} is ${JSON.stringify(value)}`]
    if (schema.type === 'array') {
      if (!Array.isArray(value)) return [`${at} is no list`]
      // Objects here: the contract has the client's type, which HubSpot's own documentation does not follow.
      if (at.endsWith('.sorts')) return []
      return value.flatMap((item, index) =>
        this.#mismatch(document, schema.items ?? {}, {...given, value: item, at: `${at}[${index}]`}),
      )
    }
    if (schema.type === 'object' || schema.properties) return this.#objectMismatch(document, schema, given)
    return isOfType(schema, value)
      ? []
      : [`${at} is ${JSON.stringify(value)} and not a ${schema.format ?? schema.type}`]
  }

  #objectMismatch(
    document: Document,
    schema: Schema,
    {value, at, isStrict = false}: {value: unknown; at: string; isStrict?: boolean},
  ): string[] {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no object`]
    const missing = (schema.required ?? []).filter(name => !Object.hasOwn(value, name))
    const wrong = Object.entries(value).flatMap(([name, item]) => {
      const own = schema.properties?.[name] ?? schema.additionalProperties
      if (own) return this.#mismatch(document, own, {value: item, at: `${at}.${name}`, isStrict})
      return isStrict && schema.properties && name !== 'code_verifier' ? [`${at}.${name} is unknown`] : []
    })
    return [...missing.map(name => `${at}.${name} is missing`), ...wrong]
  }
}

function isOfType({type, format}: Schema, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'number') return typeof value === 'number'
  if (type === 'boolean') return typeof value === 'boolean'
  if (type !== 'string') return true
  if (typeof value !== 'string') return false
  if (format === 'date-time') return /^\d{4}-\d\d-\d\dT.*Z$/.test(value) && !Number.isNaN(Date.parse(value))
  return format !== 'uuid' || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)
}

function fromText(text: string, {type}: Schema): unknown {
  if (type === 'integer' && /^\d+$/.test(text)) return Number(text)
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true'
  return text
}
