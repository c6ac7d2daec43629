export const tiers = ['free', 'pro', 'team', 'enterprise'] as const

export type Tier = (typeof tiers)[number]

/** Who acts. Every use case takes one. */
export type User = {id: string; name: string; email: string | null; tier: Tier; createdAt: Date}

/** Scheduled reviews are for teams; a review that a person asks for is for everybody. */
export function allowsSchedules(tier: Tier): boolean {
  return tier === 'team' || tier === 'enterprise'
}
