import * as z from 'zod/mini'
import {type AnyCommand, defineCommand} from '../command.js'
import {oneOf} from '../inputs.js'
import {
  bashCompletion,
  type CompletionTree,
  fishCompletion,
  zshCompletion,
} from '../render/completion-scripts.js'

const shells = ['bash', 'zsh', 'fish'] as const

const scripts = {bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion}

export const completionCommand = defineCommand({
  name: 'completion',
  summary: 'Print a completion script for a shell',
  description: 'Print a completion script for a shell: commands, flags and their choices.',
  arguments: [{syntax: '<shell>', describe: 'bash, zsh or fish', choices: shells}],
  examples: [
    'source <(revsched completion bash)',
    'revsched completion zsh > ~/.zfunc/_revsched',
    'revsched completion fish > ~/.config/fish/completions/revsched.fish',
  ],
  input: z.strictObject({shell: oneOf(shells)}),
  async run({io}, {shell}) {
    const {commands} = await import('../program.js')
    const loaded = await Promise.all(Object.values(commands).map(load => load()))
    await io.out.write(scripts[shell](treeOf(loaded)))
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
