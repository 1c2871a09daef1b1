/** How high a band of a spectrum stands: coarse like its word, and the same on every screen. */
import type { Band } from '../../shared/steps/scale/picture.ts'

const heights: Readonly<Record<Band['much'], string>> = { none: '0%', few: '25%', some: '50%', many: '75%' }

export const bandHeight = ({ much }: Band): string => heights[much]
