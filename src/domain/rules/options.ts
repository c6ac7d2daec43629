import * as z from 'zod'

/** A number of days, 0 to 100 years. */
export const dayCount = (fallback: number) => z.int().min(0).max(36_525).default(fallback)

/** A probability from 0 to 1. */
export const share = (fallback: number) => z.number().min(0).max(1).default(fallback)

export const noOptions = z.strictObject({})
