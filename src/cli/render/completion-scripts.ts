type CompletionFlag = {name: string; takesValue: boolean; describe: string; choices: readonly string[]}

/** Every command with what may follow it. A command of a group has two words. */
export type CompletionTree = readonly {
  name: string
  summary: string
  flags: readonly CompletionFlag[]
  /** Values of its first argument, where they are known. */
  choices: readonly string[]
}[]

/** What can follow a line of words: sub-commands of a group, choices of an argument, flags. */
function wordsAfter(tree: CompletionTree): [string, string][] {
  const first = [...new Set(tree.map(({name}) => name.split(' ')[0]!))]
  const groups = first.filter(word => tree.some(({name}) => name.startsWith(`${word} `)))
  const cases: [string, string][] = [['', first.join(' ')]]
  for (const group of groups) {
    cases.push([
      group,
      tree
        .filter(({name}) => name.startsWith(`${group} `))
        .map(({name}) => name.split(' ')[1])
        .join(' '),
    ])
  }
  for (const {name, flags, choices} of tree)
    cases.push([name, [...choices, ...flags.map(flag => flag.name), '--help'].join(' ')])
  return cases
}

/** A flag that two commands have offers the values of both. */
function choiceCases(tree: CompletionTree): [string, string][] {
  const byName = new Map<string, Set<string>>()
  for (const {name, choices} of tree.flatMap(({flags}) => flags)) {
    if (choices.length > 0) byName.set(name, new Set([...(byName.get(name) ?? []), ...choices]))
  }
  return [...byName].map(([name, choices]) => [name, [...choices].join(' ')])
}

export function bashCompletion(tree: CompletionTree): string {
  const words = wordsAfter(tree).map(([after, next]) => `    "${after}") words="${next}" ;;`)
  const choices = choiceCases(tree).map(
    ([flag, values]) => `    ${flag}) COMPREPLY=($(compgen -W "${values}" -- "$current")); return ;;`,
  )
  return `# bash completion for revsched: source <(revsched completion bash)
_revsched() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" first="" second="" words=""
  local word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ "$word" == -* ]] && continue
    if [[ -z "$first" ]]; then first="$word"; elif [[ -z "$second" ]]; then second="$word"; fi
  done
  case "$previous" in
${choices.join('\n')}
    --path|--output|--database|--rules) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  case "$first" in
    ${groupsOf(tree).join('|')}) [[ -n "$second" ]] && first="$first $second" ;;
  esac
  case "$first" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _revsched revsched
`
}

export function zshCompletion(tree: CompletionTree): string {
  const words = wordsAfter(tree).map(([after, values]) => `    "${after}") next=(${values}) ;;`)
  const choices = choiceCases(tree).map(([flag, values]) => `    ${flag}) compadd -- ${values}; return ;;`)
  return `#compdef revsched
# zsh completion for revsched: put it into a folder of $fpath as _revsched
_revsched() {
  local first="" second="" word
  local -a next
  local previous="\${words[CURRENT-1]}"
  for word in "\${(@)words[2,CURRENT-1]}"; do
    [[ "$word" == -* ]] && continue
    if [[ -z "$first" ]]; then first="$word"; elif [[ -z "$second" ]]; then second="$word"; fi
  done
  case "$previous" in
${choices.join('\n')}
    --path|--output|--database|--rules) _files; return ;;
  esac
  case "$first" in
    ${groupsOf(tree).join('|')}) [[ -n "$second" ]] && first="$first $second" ;;
  esac
  case "$first" in
${words.join('\n')}
  esac
  compadd -- $next
}
compdef _revsched revsched
`
}

export function fishCompletion(tree: CompletionTree): string {
  const lines = ['# fish completion for revsched', 'complete -c revsched -f']
  const seen = new Set<string>()
  for (const {name, summary, flags, choices} of tree) {
    const [first, second] = name.split(' ') as [string, string | undefined]
    if (!seen.has(first))
      lines.push(
        `complete -c revsched -n __fish_use_subcommand -a ${first} -d ${quoted(second ? `${first} commands` : summary)}`,
      )
    seen.add(first)
    const within = `__fish_seen_subcommand_from ${first}`
    if (second)
      lines.push(
        `complete -c revsched -n ${quoted(`${within}; and not __fish_seen_subcommand_from ${siblings(tree, first)}`)} -a ${second} -d ${quoted(summary)}`,
      )
    const condition = quoted(second ? `${within}; and __fish_seen_subcommand_from ${second}` : within)
    if (choices.length > 0) lines.push(`complete -c revsched -n ${condition} -a ${quoted(choices.join(' '))}`)
    for (const flag of flags)
      lines.push(
        `complete -c revsched -n ${condition} -l ${flag.name.slice(2)}${fishValue(flag)} -d ${quoted(flag.describe)}`,
      )
  }
  return `${lines.join('\n')}\n`
}

function fishValue({takesValue, choices}: CompletionFlag): string {
  if (choices.length > 0) return ` -x -a ${quoted(choices.join(' '))}`
  return takesValue ? ' -r -F' : ''
}

function siblings(tree: CompletionTree, group: string): string {
  return tree
    .filter(({name}) => name.startsWith(`${group} `))
    .map(({name}) => name.split(' ')[1])
    .join(' ')
}

function groupsOf(tree: CompletionTree): string[] {
  return [...new Set(tree.filter(({name}) => name.includes(' ')).map(({name}) => name.split(' ')[0]!))]
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
