/** Below this share of rules that could run, a score says little. */
export const lowConfidenceShare = 0.6
