import {spawnSync} from 'node:child_process'
import {readdirSync, readFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {manCommand} from '../../../src/cli/commands/man.js'
import {commands} from '../../../src/cli/program.js'
import {environment} from '../../../src/cli/render/man-page.js'
import {aConfig} from '../../support/a-command-context.js'
import {runCommand} from '../../support/run-command.js'

const root = resolve(import.meta.dirname, '../../..')
const {out: page} = await runCommand(manCommand, {json: false})

const linters: Readonly<Record<string, string[]>> = {
  mandoc: ['-Tlint', '-Wwarning'],
  groff: ['-man', '-Tutf8', '-ww', '-z'],
}

describe('the man page', () => {
  for (const [linter, args] of Object.entries(linters)) {
    const isInstalled = spawnSync(linter, ['--version']).error === undefined
    if (!isInstalled) console.warn(`${linter} is not installed: it does not check the man page`)
    it.skipIf(!isInstalled)(`is what ${linter} has nothing to say of`, () => {
      const {stdout, stderr} = spawnSync(linter, args, {input: page, encoding: 'utf8'})
      // A date would make each build another.
      const said = `${stdout}${stderr}`.split('\n').filter(line => !line.includes('missing date'))
      expect(said.join('\n')).toBe('')
    })
  }

  it('has every command with its flags, and every exit code', async () => {
    for (const load of Object.values(commands)) {
      const {name, flags = []} = await load()
      const [, section = ''] = page.split(`.SS "revsched ${name.replaceAll('-', '\\-')} `)
      expect(section, name).not.toBe('')
      for (const {syntax} of flags) expect(section).toContain(syntax.replaceAll('-', '\\-').split(' ')[0])
    }
    for (const status of ['0', '9', '12', '143']) expect(page).toContain(`\\fB${status}\\fR`)
  })

  it('tells of every variable of our own that the program reads', () => {
    const sources = readdirSync(join(root, 'src'), {recursive: true, encoding: 'utf8'})
      .filter(path => path.endsWith('.ts'))
      .map(path => readFileSync(join(root, 'src', path), 'utf8'))
    const read = new Set(sources.flatMap(text => text.match(/\bREVSCHED_[A-Z_]*[A-Z]\b/g) ?? []))
    // The release, put in by the build.
    read.delete('REVSCHED_VERSION')
    for (const key of Object.keys(aConfig())) read.add(`REVSCHED_${key.toUpperCase()}`)
    for (const name of read) expect(Object.keys(environment)).toContain(name)
  })
})
