/**
 * Whether two names are the same to those who read them: Terraform composes characters such as `é`, while a service may
 * keep them in parts.
 */
export function sameName(one: string, other: string | undefined): boolean {
  return other !== undefined && one.normalize() === other.normalize();
}
