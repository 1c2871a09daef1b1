/** What a template receives. */
export interface TemplateProps {
  readonly host: string
  readonly keepsake: string
  readonly keptUntil: number
}
