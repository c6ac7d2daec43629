import * as z from 'zod/mini'
import {type AnyCommand, defineCommand} from '../command.js'
import {flag, oneOf} from '../inputs.js'
import {
  bashCompletion,
  type CompletionTree,
  fishCompletion,
  zshCompletion,
} from '../render/completion-scripts.js'
import {printJson} from '../render/json.js'

const shells = ['bash', 'zsh', 'fish'] as const

const scripts = {bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion}

export const completionCommand = defineCommand({
  name: 'completion',
  summary: 'Print a completion script for a shell',
  description: 'Print a completion script for a shell: commands, flags and their choices.',
  arguments: [{syntax: '<shell>', describe: 'bash, zsh or fish', choices: shells}],
  flags: [{syntax: '--json', describe: 'Print {"shell", "script"}'}],
  examples: [
    'source <(revsched completion bash)',
    'revsched completion zsh > ~/.zfunc/_revsched',
    'revsched completion fish > ~/.config/fish/completions/revsched.fish',
  ],
  input: z.strictObject({shell: oneOf(shells), json: flag()}),
  async run({io}, {shell, json}) {
    const {commands} = await import('../program.js')
    const loaded = await Promise.all(Object.values(commands).map(load => load()))
    const script = scripts[shell](treeOf(loaded))
    await (json ? printJson(io.out, {shell, script}) : io.out.write(script))
  },
})

function treeOf(commands: readonly AnyCommand[]): CompletionTree {
  return commands.map(({name, summary, flags = [], arguments: args = []}) => ({
    name,
    summary,
    flags: flags.map(({syntax, describe, choices}) => ({
      name: syntax.split(' ')[0]!,
      takesValue: syntax.includes('<'),
      describe,
      choices: choices ?? [],
    })),
    choices: args.flatMap(argument => argument.choices ?? []),
  }))
}
