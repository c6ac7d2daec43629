import {useEffect, useState} from 'react'
import type {Size, Surface} from '../surface.js'

/** The size of the terminal. A change draws all anew, also where it is the same again. */
export function useSize(surface: Surface): Size {
  const [size, setSize] = useState(surface.size)
  useEffect(() => surface.onResize(() => setSize(surface.size())), [surface])
  return size
}
