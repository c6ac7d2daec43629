import {Box, Text} from 'ink'
import {createContext, memo, useContext, useLayoutEffect} from 'react'

/**
 * Draws the lines of a screen; null leaves that to Ink. Ink puts a frame together from single characters, which takes 80 ms for 200x60 on
 * a busy machine, each second; and it keeps every line that it ever measured. Lines that are whole already need neither.
 */
export const DrawContext = createContext<((lines: readonly string[]) => void) | null>(null)

type Props = {lines: readonly string[]; columns: number}

/** Lines that fit into the terminal, one below the other. */
export function Lines({lines, columns}: Props) {
  const draw = useContext(DrawContext)
  useLayoutEffect(() => draw?.(lines), [draw, lines])
  return draw ? null : <InkLines lines={lines} columns={columns} />
}

function InkLines({lines, columns}: Props) {
  return (
    <Box flexDirection="column" width={columns}>
      {lines.map((text, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is where it is
        <InkLine key={row} text={text} />
      ))}
    </Box>
  )
}

/** Drawn anew only when it changes. An empty one takes its place, too. */
const InkLine = memo(function InkLine({text}: {text: string}) {
  return <Text wrap="truncate">{text === '' ? ' ' : text}</Text>
})
