type Style = (text: string) => string

/** The few colours that reports use; what a terminal makes of them is decided by who calls. */
export type Paint = {bold: Style; dim: Style; red: Style; yellow: Style; green: Style; cyan: Style}

const same: Style = text => text

export const plainPaint: Paint = {bold: same, dim: same, red: same, yellow: same, green: same, cyan: same}
