import * as z from 'zod/mini'
import {defineCommand} from '../command.js'
import {flag, oneOf} from '../inputs.js'
import {bashCompletion, fishCompletion, zshCompletion} from '../render/completion-scripts.js'
import {printJson} from '../render/json.js'

const shells = ['bash', 'zsh', 'fish'] as const

const scripts = {bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion}

export const completionCommand = defineCommand({
  name: 'completion',
  summary: 'Print a completion script for a shell',
  description:
    'Print a completion script for a shell: commands, flags and their values, and the names of reviews, connections, channels, runs ' +
    'and users as they are stored.',
  arguments: [{syntax: '<shell>', describe: 'bash, zsh or fish', choices: shells}],
  flags: [{syntax: '--json', describe: 'Print {"shell", "script"}'}],
  examples: [
    'source <(revsched completion bash)',
    'revsched completion zsh > ~/.zfunc/_revsched',
    'revsched completion fish > ~/.config/fish/completions/revsched.fish',
  ],
  input: z.strictObject({shell: oneOf(shells), json: flag()}),
  run: ({io}, {shell, json}) =>
    json ? printJson(io.out, {shell, script: scripts[shell]}) : io.out.write(scripts[shell]),
})
