import {LineCounter, parseDocument} from 'yaml'
import * as z from 'zod/mini'
import {RevschedError} from '../domain/errors.js'
import {customRuleEntry} from '../domain/rules/custom/entry.js'
import {overrideWhen} from '../domain/rules/overrides.js'
import {type RulesetFile, valueAt} from '../domain/rules/ruleset.js'

/** Larger than any rule file a person writes. */
const maxBytes = 1024 * 1024

const settings = z.record(
  z.string(),
  z.union([z.string(), z.literal(false), z.record(z.string(), z.unknown())]),
)

const shape = z.strictObject({
  extends: z.nullish(z.array(z.string())),
  rules: z.nullish(settings),
  overrides: z.nullish(z.array(z.strictObject({when: overrideWhen, rules: settings}))),
  custom: z.nullish(z.array(customRuleEntry)),
  waivers: z.nullish(
    z.array(z.strictObject({rule: z.string(), deal: z.string(), until: z.string(), reason: z.string()})),
  ),
})

/** Reads a rule file (YAML 1.2, so also JSON). Throws `config` with line and column of what is wrong. */
export function parseRuleFile(text: string, fileName: string): RulesetFile {
  if (Buffer.byteLength(text) > maxBytes)
    throw bad(fileName, 'is larger than 1 MB', 'a rule file holds only settings')
  const lines = new LineCounter()
  const document = parseDocument(text, {lineCounter: lines, uniqueKeys: true, prettyErrors: false})
  const [problem] = document.errors
  if (problem) {
    const {line, col} = lines.linePos(problem.pos[0])
    throw bad(
      `${fileName}:${line}:${col}`,
      `is not valid YAML: ${problem.message}`,
      'see examples/rules.yaml',
    )
  }
  const content = toPlain(document, fileName)
  const result = shape.safeParse(content ?? {})
  if (result.success) {
    // A key whose lines are all commented out is null. The settings are checked rule by rule by resolveRuleset.
    const given = Object.entries(result.data).filter(([, value]) => value !== null)
    return Object.fromEntries(given) as RulesetFile
  }
  throw shapeError(result.error.issues[0]!, content, fileName)
}

function toPlain(document: ReturnType<typeof parseDocument>, fileName: string): unknown {
  try {
    // No aliases: a few lines of them can stand for gigabytes.
    return document.toJS({maxAliasCount: 0})
  } catch (error) {
    throw bad(
      fileName,
      `cannot be read: ${(error as Error).message}`,
      'write every value out; aliases are not supported',
    )
  }
}

function shapeError(issue: z.core.$ZodIssue, content: unknown, fileName: string): RevschedError {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0]! : null
  if (unknown) return bad(fileName, `has the unknown key "${unknown}"`, 'allowed: extends, rules')
  const path = issue.path.join('.')
  if (!path)
    return bad(
      fileName,
      `must hold "extends" and "rules", not ${JSON.stringify(content)?.slice(0, 60)}`,
      'see examples/rules.yaml',
    )
  return bad(
    fileName,
    `has ${JSON.stringify(valueAt(content, issue.path))?.slice(0, 60)} at "${path}", which is not allowed`,
    'extends takes a list of presets; a rule takes off, on, a severity, or options',
  )
}

function bad(where: string, what: string, hint: string): RevschedError {
  return new RevschedError('config', `the rule file "${where}" ${what}`, {hint})
}
