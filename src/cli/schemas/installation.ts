import * as z from 'zod/mini'
import {about, anything, count, maybeText, named, text, texts, yes} from './parts.js'

const check = {name: text(), isOk: yes(), detail: text()}

export const doctor = z.object({
  isOk: yes(),
  checks: z.array(
    z.object({
      group: z.enum([
        'runtime',
        'configuration',
        'database',
        'daemon',
        'secrets',
        'connections',
        'channels',
        'schedules',
      ]),
      ...check,
      fix: about('What mends it; null where all is well', maybeText()),
    }),
  ),
})

export const checkedDatabase = z.object({
  path: text(),
  isOk: yes(),
  checks: z.array(z.object({...check, fix: z.optional(text())})),
})

export const backup = z.object({path: text(), bytes: count()})
export const restored = z.object({path: text(), replacedPath: maybeText()})
export const migrated = z.object({from: count(), to: count(), backupPath: maybeText()})
export const pruned = z.object({runs: count(), events: count()})

const setting = named(
  'Setting',
  z.object({
    value: maybeText(),
    origin: z.enum(['flag', 'env', 'file', 'default']),
    where: text(),
  }),
)

/** One setting, or all by their names. */
export const settings = z.union([setting, z.record(z.string(), setting)])

/** `commands` do the same as the answers that were given. */
export const started = z.object({review: text(), commands: texts()})

export const paths = z.object({config: text(), database: text()})

export const completion = z.object({shell: text(), script: text()})

export const man = z.object({name: text(), section: count(), page: about('In roff', text())})

/** A JSON Schema: it says itself what it is. */
export const jsonSchema = anything()

/** On stderr, of every command with `--json` that does not do what it was asked to. */
export const error = z.object({
  error: z.object({
    code: about('As in "revsched help exit-codes"; "internal" for a bug', text()),
    message: text(),
    hint: about('What to do next', maybeText()),
  }),
})
