/** The one map of page templates. */
import type { Component } from 'svelte'
import type { KeepsakeNow } from '../../shared/flow/seat-views.ts'
import Keepsake from './Keepsake.svelte'
import type { TemplateProps } from './props.ts'

export const templates: { readonly [T in KeepsakeNow['template']]: Component<TemplateProps> } = { keepsake: Keepsake }
