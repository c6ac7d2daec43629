import type {Picture} from '../report/charts/trend-picture.js'

/** Twice as many dots as it takes up, for screens that have them. */
const zoom = 2

/**
 * A picture as PNG; null where @resvg/resvg-js, an optional package with a native part, is not installed or does not load: then there is
 * none. Fonts of the machine are not read: pictures are without words, so that they are the same everywhere.
 */
export async function chartPng(
  {svg}: Pick<Picture, 'svg'>,
  load = () => import('@resvg/resvg-js'),
): Promise<Uint8Array | null> {
  const library = await load().catch(() => null)
  if (library === null) return null
  const image = new library.Resvg(svg, {fitTo: {mode: 'zoom', value: zoom}, font: {loadSystemFonts: false}})
  return image.render().asPng()
}
