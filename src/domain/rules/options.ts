import * as z from 'zod/mini'

/** A number of days, 0 to 100 years. */
export const dayCount = (fallback: number) => wholeNumber('days', [0, 36_525], fallback)

/** A probability from 0 to 1. */
export const share = (fallback: number) =>
  z._default(described('0.2 is 20 %', z.number().check(z.minimum(0), z.maximum(1))), fallback)

/** How many times a median. */
export const multiple = (fallback: number) =>
  z._default(described('times the median', z.number().check(z.minimum(0.1), z.maximum(100))), fallback)

export const wholeNumber = (unit: string, [min, max]: readonly [number, number], fallback: number) =>
  z._default(described(unit, z.int().check(z.minimum(min), z.maximum(max))), fallback)

/** How many won deals make a median. */
export const sampleSize = (fallback: number) => wholeNumber('won deals', [1, 1_000_000], fallback)

/** Says what a number counts, or what a value is instead of its type: errors and editors tell it. */
export function described<Schema extends z.ZodMiniType>(description: string, schema: Schema): Schema {
  z.globalRegistry.add(schema, {description})
  return schema
}

export const noOptions = z.strictObject({})
