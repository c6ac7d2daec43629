import {spawnSync} from 'node:child_process'
import {existsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, describe, expect, it} from 'vitest'
import {bashCompletion, fishCompletion, zshCompletion} from '../../../src/cli/render/completion-scripts.js'
import {aNewRun, storeFolder, withReview} from '../../support/a-store.js'
import {program} from '../../support/program.js'

// The real shells, a process for each question: only what differs between them. `complete-words.test.ts` has what is offered when.

const place = storeFolder()

/** ann has the reviews `weekly`, `my "big" one` and `it's`, and a run. */
async function prepared(): Promise<NodeJS.ProcessEnv> {
  const database = await place.openNew()
  const {user, review} = await withReview(database)
  const others = ['my "big" one', "it's"].map((name, index) => ({...review, id: `r000000${index}-2`, name}))
  await database.addReviews(others)
  await database.startRun(aNewRun(user.id, 'aaaa1111-1'), () => true)
  writeFileSync(join(place.folder, 'revsched'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, {
    mode: 0o755,
  })
  return {
    PATH: `${place.folder}:${process.env.PATH}`,
    HOME: place.folder,
    REVSCHED_DATABASE: place.path,
    REVSCHED_USER: 'ann',
  }
}

const inFish = (line: string) =>
  `${fishCompletion}\ncomplete -C '${line.replaceAll("'", "\\'")}' | string replace -r '\\t.*' ''`

/** Bash hands over the line, and its last piece, which it replaces by what it is given. */
const inBash = (line: string) => `${bashCompletion}
COMP_LINE=${quoted(line)}; COMP_POINT=\${#COMP_LINE}; COMP_WORDS=(${quoted(/(?:\\.|[^\s=:@\\])*$/.exec(line)![0] || line.at(-1)!)}); COMP_CWORD=0
_revsched; printf '%s\\n' "\${COMPREPLY[@]}"`

const inZsh = (
  line: string,
) => `compdef() { :; }; compadd() { print -rl -- "$values[@]"; }; _files() { print files; }
${zshCompletion}
typed_line=${quoted(line)}; words=(\${(z)typed_line}); [[ $typed_line == *' ' ]] && words+=('')
CURRENT=$#words; _revsched`

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

const shells: Readonly<Record<string, (line: string) => string>> = {bash: inBash, zsh: inZsh, fish: inFish}

const isInstalled = (shell: string) => spawnSync(shell, ['--version']).status === 0

let env: NodeJS.ProcessEnv
function offered(shell: string, line: string): string[] {
  const script = shells[shell]!(line)
  const {stdout, stderr} = spawnSync(shell, ['-c', script], {encoding: 'utf8', env, cwd: place.folder})
  expect(stderr).toBe('')
  return stdout.split('\n').filter(word => word !== '')
}

describe.each(Object.keys(shells))('completion in %s', shell => {
  beforeAll(() => {
    if (!isInstalled(shell)) console.warn(`${shell} is not installed: its completion is not tested`)
  })

  it.skipIf(!isInstalled(shell))('offers commands and names as they are stored', async () => {
    env = await prepared()
    const verbs = offered(shell, 'revsched connection r').filter(word => word.startsWith('r'))
    expect(verbs.sort()).toEqual(['remove', 'rotate-key'])
    const names = offered(shell, 'revsched pause ')
    expect(names).toHaveLength(3)
    const asTyped = shell === 'bash' ? String.raw`my\ \"big\"\ one` : 'my "big" one'
    expect(names).toContain(asTyped)
    expect(offered(shell, 'revsched report weekly@l')).toContain(
      shell === 'bash' ? 'latest' : 'weekly@latest',
    )
    expect(offered(shell, 'revsched run-now --fail-on cr').filter(word => word.startsWith('cr'))).toEqual([
      'critical',
    ])
  })
})

describe('bash', () => {
  it.each([
    ['a name with a space, begun without quotes', 'revsched pause my', [String.raw`my\ \"big\"\ one`]],
    ['in double quotes', 'revsched pause "my', [String.raw`my \"big\" one`]],
    ['in single quotes', "revsched pause 'it", [String.raw`it'\''s`]],
    ['behind a backslash', String.raw`revsched pause my\ \"b`, [String.raw`my\ \"big\"\ one`]],
    ['after an at sign', 'revsched report weekly@', ['latest']],
    ['after an equals sign', 'revsched run-now --fail-on=', ['critical', 'high', 'medium', 'low', 'info']],
    ['after an equals sign, begun', 'revsched run-now --fail-on=h', ['high']],
    ['nothing for a file, so that bash offers them', 'revsched rules lint ', []],
  ])('takes %s', async (_, line, expected) => {
    env = await prepared()
    expect(offered('bash', line)).toEqual(expected)
  })

  it('is told nothing, and no database is made, where there is none', async () => {
    env = {...(await prepared()), REVSCHED_DATABASE: join(place.folder, 'none.db')}
    expect(offered('bash', 'revsched pause ')).toEqual([])
    expect(existsSync(join(place.folder, 'none.db'))).toBe(false)
    env = {...env, REVSCHED_COLOR: 'no such', REVSCHED_DATABASE: '/dev/null'}
    expect(offered('bash', 'revsched pause ')).toEqual([])
  })
})
