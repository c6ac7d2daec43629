import {expect, it} from 'vitest'
import {Painter} from '../../src/tui/painter.js'

/** What goes to the terminal, with its escapes in words. */
function paintedBy(draw: (painter: Painter) => void): string[] {
  const written: string[] = []
  draw(new Painter(text => written.push(text)))
  return written.map(text =>
    text
      .replaceAll('\u001b[?2026h', '<')
      .replaceAll('\u001b[?2026l', '>')
      .replaceAll('\u001b[2J', 'clear ')
      .replaceAll(/\u001b\[(\d+);1H\u001b\[K/g, '$1:')
      .replaceAll('\u001b[0m', ' '),
  )
}

it.each<[string, readonly string[][], string[]]>([
  ['all lines of the first frame', [['a', 'b']], ['<1:a 2:b >']],
  [
    'only what is new',
    [
      ['a', 'b', 'c'],
      ['a', 'B', 'c'],
    ],
    ['<1:a 2:b 3:c >', '<2:B >'],
  ],
  ['nothing where nothing is', [['a'], ['a']], ['<1:a >']],
  ['lines that are gone are erased', [['a', 'b'], ['a']], ['<1:a 2:b >', '<2: >']],
])('%s', (_, frames, written) =>
  expect(
    paintedBy(painter => {
      for (const lines of frames) painter.paint(lines)
    }),
  ).toEqual(written),
)

it('all of it again where the screen is not known', () => {
  const written = paintedBy(painter => {
    painter.paint(['a', 'b'])
    painter.repaint()
    painter.paint(['a', 'c'])
  })
  expect(written).toEqual(['<1:a 2:b >', 'clear ', '<1:a 2:b >', '<2:c >'])
})
