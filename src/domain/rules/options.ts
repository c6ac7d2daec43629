import * as z from 'zod/mini'

/** A number of days, 0 to 100 years. */
export const dayCount = (fallback: number) => wholeNumber(0, 36_525, fallback)

/** A probability from 0 to 1. */
export const share = (fallback: number) => z._default(z.number().check(z.minimum(0), z.maximum(1)), fallback)

/** How many times a median. */
export const multiple = (fallback: number) =>
  z._default(z.number().check(z.minimum(0.1), z.maximum(100)), fallback)

export const wholeNumber = (min: number, max: number, fallback: number) =>
  z._default(z.int().check(z.minimum(min), z.maximum(max)), fallback)

export const noOptions = z.strictObject({})
